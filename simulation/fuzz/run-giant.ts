import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { Row } from "../../shared/capture/row.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { putJson } from "../../steps/json-object.ts";
import type { Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { MemoryObjectStore } from "../memory-object-store.ts";
import { silentPorts } from "../silent-ports.ts";
import { GeneratedObjectStore } from "./generated-object-store.ts";
import { COLUMNS, type Giant } from "./giants.ts";

export interface GiantOutcome {
  readonly verdict: string;
  readonly reason: string;
  readonly records: number;
  readonly rows: number;
  /** Bytes of what was written, by file. */
  readonly bytes: Readonly<Record<string, number>>;
  /** Bytes of the summary that travels through the state machine. */
  readonly summary: number;
  readonly seconds: number;
}

const BUCKET = "captures";
const WINDOW = { endpoint: "giant", variant: "AllTraffic", windowId: "20010216T09Z", revision: 0 };
const FOLDER = "windows/giant/AllTraffic/20010216T09Z/";

/** A giant through profile, close and analyze: its verdict, and the sizes of what was written of it. */
export async function runGiant(giant: Giant): Promise<GiantOutcome> {
  const started = performance.now();
  const time = Date.parse("2001-02-16T09:00:00Z");
  const plain = captureKeyOf({ prefix: "", endpoint: "giant", variant: "AllTraffic", time, id: "giant" });
  const key = giant.packed ? `${plain}.gz` : plain;
  const work = new MemoryObjectStore("work");
  const captures = new GeneratedObjectStore(new Map([[key, giant.bytes]]));
  await prepare(work, giant);
  const ports = {
    ...silentPorts,
    work,
    captures: () => captures,
    clock: { now: () => Date.parse("2001-02-16T10:30:00Z") },
    sensitiveKey: "giants",
  } as unknown as Ports;
  const { records } = await profileCaptureFile(ports, { objects: [{ bucket: BUCKET, key }], fence: "none" });
  const plan = await closeWindow(ports, WINDOW);
  if (plan.missing.length > 0) throw new Error(`The window of ${giant.name} does not close.`);
  const summary = await analyzeWindow(ports, WINDOW);
  const bytes: Record<string, number> = {};
  for (const name of work.keys().filter((each) => /^(partials|windows)/.test(each)))
    bytes[name.startsWith(FOLDER) ? name.slice(FOLDER.length) : "partial"] = (await work.head(name))!.size;
  return {
    verdict: summary.verdict,
    reason: summary.reason,
    records,
    rows: summary.rows,
    bytes,
    summary: Buffer.byteLength(JSON.stringify(summary)),
    seconds: (performance.now() - started) / 1000,
  };
}

async function prepare(work: MemoryObjectStore, { define = {} }: Giant): Promise<void> {
  const monitor = parseMonitorDefinition({
    monitor: "giant",
    endpoint: "giant",
    capture: { uri: `s3://${BUCKET}` },
    columns: { names: COLUMNS },
    minRows: 1,
    ...define,
  });
  await putJson(work, monitorKey(monitor.monitor), monitor);
  const baseline = await baselineFrom(usualRows(), "usual rows", { id: "b1", monitor: "giant" });
  await writeBaseline(work, "baselines/giant/b1/", baseline);
}

/** The rows of usual lines. */
async function* usualRows(): AsyncGenerator<readonly Row[]> {
  yield Array.from({ length: 5000 }, (_, at): Row => {
    const cells = [`0.${100 + (at % 900)}`, `${100 + (at % 20)}`, at % 3 === 0 ? "FR" : "DE"];
    return { names: COLUMNS, cells, typed: false };
  });
}
