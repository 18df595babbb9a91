/** A small world for the steps: a folder store in a temporary directory, a clock of its own, executions that are only recorded. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskPorts } from "../../adapters/disk/disk-ports.ts";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { Row } from "../../shared/capture/row.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { seededRandom } from "../../shared/random.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { putJson } from "../../steps/json-object.ts";
import type { ExecutionStatus, Ports } from "../../steps/ports.ts";
import { type SuggestedBaseline, writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";

export const HOUR = 3_600_000;
export const at = (text: string) => Date.parse(text);

/** Executions that a test looks at: names taken, and how each ended. */
export class RecordedExecutions {
  readonly started: { machine: string; name: string; input: unknown }[] = [];
  readonly statuses = new Map<string, ExecutionStatus>();

  async start(machine: string, name: string, input: unknown): Promise<"started" | "exists"> {
    const status = this.statuses.get(name);
    if (status === undefined) {
      this.statuses.set(name, "RUNNING");
      this.started.push({ machine, name, input });
      return "started";
    }
    return status === "RUNNING" ? "started" : "exists";
  }

  async status(_machine: string, name: string): Promise<ExecutionStatus | undefined> {
    return this.statuses.get(name);
  }

  /** Ends every execution that runs. */
  endAll(status: ExecutionStatus): void {
    for (const name of this.statuses.keys()) this.statuses.set(name, status);
  }
}

export interface World {
  readonly ports: Ports & { executions: RecordedExecutions };
  readonly root: string;
  readonly captures: string;
  now: number;
  remove(): void;
}

export const COLUMNS = ["score", "amount", "country"];

/** A world at a time, with monitor `shop` on endpoint `shop` unless `define` says otherwise. */
export async function world(
  now: string,
  define: Record<string, unknown> | ((root: string) => Record<string, unknown>) = {},
): Promise<World> {
  const root = mkdtempSync(join(tmpdir(), "plumbline-"));
  const captures = join(root, "captures");
  mkdirSync(captures);
  const definition = typeof define === "function" ? define(root) : define;
  const made = { now: at(now) };
  const executions = new RecordedExecutions();
  const disk = diskPorts({ root: join(root, "work"), clock: { now: () => made.now } });
  const ports = { ...disk, sensitiveKey: "test key", executions } as unknown as World["ports"];
  const monitor = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: captures },
    columns: { names: COLUMNS },
    ...definition,
  });
  await putJson(ports.work, monitorKey(monitor.monitor), monitor);
  return Object.assign(made, {
    ports,
    root,
    captures,
    remove: () => rmSync(root, { recursive: true, force: true }),
  });
}

/** A captured line in SageMaker's shape. */
export function line(
  input: string,
  output: string,
  time: string,
  more: Record<string, unknown> = {},
): string {
  const side = (mode: string, data: string) => ({
    observedContentType: "text/csv",
    mode,
    data,
    encoding: "CSV",
  });
  return JSON.stringify({
    captureData: { endpointInput: side("INPUT", input), endpointOutput: side("OUTPUT", output) },
    eventMetadata: { eventId: `event-${time}-${input}`, inferenceTime: time, ...more },
    eventVersion: "0",
  });
}

/** Puts a capture file that is named by `time` and returns its key. */
export async function capture(
  { ports, captures }: World,
  time: string,
  lines: readonly string[],
  id = "a",
): Promise<string> {
  const key = captureKeyOf({ prefix: "", endpoint: "shop", variant: "AllTraffic", time: at(time), id });
  await ports.captures(captures).put(key, lines.map((text) => `${text}\n`).join(""));
  return key;
}

/** `count` captured lines within the hour of `hour`; `shift` moves the amounts. */
export function traffic(hour: string, count: number, seed: number, shift = 0): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const time = new Date(at(hour) + Math.floor((index / count) * HOUR)).toISOString().replace(/\.\d+/, "");
    const amount = 100 + shift + 20 * (random() + random() + random() - 1.5);
    return line(`${amount.toFixed(2)},${random() < 0.7 ? "DE" : "FR"}`, random().toFixed(4), time);
  });
}

let tenDays: Promise<SuggestedBaseline> | undefined;

/** A baseline of ten days of hours like `traffic`. Made once a test file. */
export function tenDayBaseline(): Promise<SuggestedBaseline> {
  tenDays ??= baselineFrom(baselineRows(10), "training.csv", { id: "b1", time: "time", monitor: "shop" });
  return tenDays;
}

/** The same, put beside the monitor. */
export async function giveBaseline({ ports }: World): Promise<void> {
  await writeBaseline(ports.work, "baselines/shop/b1/", await tenDayBaseline());
}

async function* baselineRows(days: number): AsyncGenerator<readonly Row[]> {
  const random = seededRandom(7);
  const names = ["time", ...COLUMNS];
  for (let hour = 0; hour < days * 24; hour++) {
    for (let row = 0; row < 120; row++) {
      const time = new Date(at("2001-01-01T00:00:00Z") + hour * HOUR + row * 1000).toISOString();
      const score = random().toFixed(4);
      const amount = (100 + 20 * (random() + random() + random() - 1.5)).toFixed(2);
      yield [{ names, cells: [time, score, amount, random() < 0.7 ? "DE" : "FR"], typed: false }];
    }
  }
}
