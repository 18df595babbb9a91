import { join } from "node:path";
import type { Traffic } from "../../steps/ports.ts";
import { checkDiskKey } from "./disk-key.ts";
import { JsonLines } from "./json-lines.ts";

/** One hour's invocations; a later line for the same hour replaces an earlier one. */
export interface TrafficLine {
  /** Start of the hour, ISO 8601. */
  readonly hour: string;
  readonly count: number;
  /** Those of them that ended in an error; absent when nobody counted them. */
  readonly errors?: number;
}

const HOUR_MS = 3_600_000;

/** `traffic/<endpoint>/<variant>.jsonl`: how much an endpoint was asked, hour by hour, by somebody else's count. */
export class DiskTraffic implements Traffic {
  private readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * Invocations in [start, end). Undefined when there is no count: no file, or a span that does not begin and end at
   * a whole hour. An hour without a line had none.
   */
  async invocations(
    endpoint: string,
    variant: string,
    start: number,
    end: number,
  ): Promise<number | undefined> {
    return sumOf((await this.hoursOf(endpoint, variant, start, end))?.map(({ count }) => count));
  }

  /** Those of them that ended in an error. Undefined where one of the hours does not tell. */
  async errors(endpoint: string, variant: string, start: number, end: number): Promise<number | undefined> {
    return sumOf((await this.hoursOf(endpoint, variant, start, end))?.map(({ errors }) => errors));
  }

  /** Writes down one hour's count. */
  count(endpoint: string, variant: string, hour: number, count: number): Promise<void> {
    return this.linesOf(endpoint, variant).append([{ hour: new Date(hour).toISOString(), count }]);
  }

  /** The lines that hold, of the hours in [start, end). */
  private async hoursOf(
    endpoint: string,
    variant: string,
    start: number,
    end: number,
  ): Promise<TrafficLine[] | undefined> {
    if (start % HOUR_MS !== 0 || end % HOUR_MS !== 0) return undefined;
    const lines = await this.linesOf(endpoint, variant).readNew();
    if (lines.length === 0) return undefined;
    const byHour = new Map(lines.map((line) => [Date.parse(line.hour), line]));
    return [...byHour].filter(([hour]) => hour >= start && hour < end).map(([, line]) => line);
  }

  private linesOf(endpoint: string, variant: string): JsonLines<TrafficLine> {
    const key = `traffic/${endpoint}/${variant}.jsonl`;
    checkDiskKey(key);
    return new JsonLines(join(this.root, key));
  }
}

/** Undefined when one of the numbers is. */
function sumOf(numbers: readonly (number | undefined)[] | undefined): number | undefined {
  return numbers?.reduce<number | undefined>(
    (sum, each) => (sum === undefined || each === undefined ? undefined : sum + each),
    0,
  );
}
