import { join } from "node:path";
import type { Traffic } from "../../steps/ports.ts";
import { checkDiskKey } from "./disk-key.ts";
import { JsonLines } from "./json-lines.ts";

/** One hour's invocations; a later line for the same hour replaces an earlier one. */
export interface TrafficLine {
  /** Start of the hour, ISO 8601. */
  readonly hour: string;
  readonly count: number;
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
    if (start % HOUR_MS !== 0 || end % HOUR_MS !== 0) return undefined;
    const lines = await this.linesOf(endpoint, variant).readNew();
    if (lines.length === 0) return undefined;
    const byHour = new Map(lines.map(({ hour, count }) => [Date.parse(hour), count]));
    let sum = 0;
    for (const [hour, count] of byHour) if (hour >= start && hour < end) sum += count;
    return sum;
  }

  /** Writes down one hour's count. */
  count(endpoint: string, variant: string, hour: number, count: number): Promise<void> {
    return this.linesOf(endpoint, variant).append([{ hour: new Date(hour).toISOString(), count }]);
  }

  private linesOf(endpoint: string, variant: string): JsonLines<TrafficLine> {
    const key = `traffic/${endpoint}/${variant}.jsonl`;
    checkDiskKey(key);
    return new JsonLines(join(this.root, key));
  }
}
