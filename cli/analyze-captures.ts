/** Capture files and a baseline → verdicts, by the very pipeline that runs on AWS, on a folder and a virtual clock. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ActiveWork } from "../local/active-work.ts";
import type { Engine, EngineEvent } from "../local/engine.ts";
import { type ProjectedWindow, projectWindows } from "../local/project-windows.ts";
import { type FaultSummary, readFaults } from "../local/read-faults.ts";
import { mergeSeries } from "../local/read-series.ts";
import { summarizeWindows, type WindowsSummary } from "../local/summarize-windows.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { writeSeriesReports } from "../local/write-series-reports.ts";
import type { CaptureKey } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { UnusableInput } from "../shared/errors.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { parseDuration, parseWindowId, windowsBetween } from "../shared/window/window.ts";
import { currentKey, monitorKey } from "../shared/window/work-keys.ts";
import { fittingBaseline } from "../steps/fitting-baseline.ts";
import { putJson } from "../steps/json-object.ts";
import type { CaptureSource } from "./capture-source.ts";
import type { Io } from "./io.ts";
import { workFolder } from "./prepare-out.ts";
import { profilingThreads } from "./profiling-threads.ts";
import type { Progress } from "./progress.ts";
import { type BaselineRead, putBaseline } from "./put-baseline.ts";
import { startPipeline } from "./start-pipeline.ts";
import { StepWorkers } from "./step-workers.ts";

export interface AnalysisRequest {
  readonly definition: MonitorDefinition;
  /** Undefined where the monitor learns one from the captures themselves. */
  readonly baseline: BaselineRead | undefined;
  readonly source: CaptureSource;
  /** Folder of the results; the work store is in it. */
  readonly out: string;
  readonly progress: Progress;
  /** Threads that profile; as many as are worth it where nothing is said. */
  readonly workers?: number | undefined;
}

/** `summary.json` of an analysis. */
export interface AnalysisSummary extends WindowsSummary {
  readonly monitor: string;
  readonly endpoint: string;
  readonly variants: readonly string[];
  /** The newest one; null where the captures were not enough to learn one from. */
  readonly baseline: string | null;
  /** What files showed before their windows closed; absent where that was nothing. */
  readonly hardFaults?: readonly FaultSummary[];
  readonly files: {
    readonly read: number;
    /** Files that are no capture files of this endpoint, each with its reason. */
    readonly leftAside: CaptureSource["leftAside"];
    /** Capture files that could not be profiled; their windows are marked incomplete. */
    readonly failed: readonly string[];
  };
}

export interface Analysis {
  readonly summary: AnalysisSummary;
  readonly windows: readonly ProjectedWindow[];
  /** Path of the report to open. */
  readonly report: string;
}

/** Files that are delivered at once, and steps that run at once; more where more threads are to have two each. */
const AT_ONCE = 8;
const FILES_A_THREAD = 3;
const HOUR_MS = 3_600_000;
/** Sweeps until a window whose executions fail ends with `Failed`: three revisions, and the one that gives up. */
const MOST_SWEEPS = 6;

/** Runs the analysis and writes its results into `out`. */
export async function analyzeCaptures(io: Io, request: AnalysisRequest): Promise<Analysis> {
  const { definition, source, out, progress } = request;
  const failed = new Set<string>();
  const wanted = request.workers ?? profilingThreads(source.bytes);
  const atOnce = profiledAtOnce(wanted);
  const places = new ActiveWork(atOnce);
  const clock = new VirtualClock(Math.min(...source.keys.map(({ hour }) => hour)) - 2 * HOUR_MS, places);
  const root = workFolder(out);
  const workers = new StepWorkers({ io, root, definition });
  const engine = await startPipeline(io, {
    root,
    clock,
    definition,
    workers,
    chosen: source.keys.map(({ key }) => key),
    onEvent: (event) => noteFailed(event, failed),
  });
  try {
    const { work } = engine.ports;
    await putJson(work, monitorKey(definition.monitor), definition);
    if (request.baseline !== undefined) await putBaseline(work, definition.monitor, request.baseline);
    progress.stage(`Profiling ${source.keys.length} capture file${source.keys.length === 1 ? "" : "s"}`);
    if (wanted > 1) workers.open(Math.min(wanted, source.keys.length));
    await deliver(engine, source, progress, atOnce);
    const span = await windowSpan(engine, definition);
    progress.stage("Judging windows");
    await runThrough(engine, definition, span);
    progress.stage("Writing reports");
    const { id = null } = await fittingBaseline(work, definition.monitor, undefined);
    return await project(engine, request, { span, baseline: id, failed: [...failed].sort() });
  } finally {
    await engine.stop().finally(() => workers.close());
  }
}

/** Files under way for so many threads: two on each, and one that waits for it. */
export const profiledAtOnce = (threads: number): number => Math.max(AT_ONCE, FILES_A_THREAD * threads);

/** Delivers every capture file, `atOnce` at a time, and tells how far that is. */
export async function deliver(
  engine: Engine,
  { uri, keys }: CaptureSource,
  progress: Progress,
  atOnce: number,
): Promise<void> {
  const { bucket } = captureLocation(uri);
  const queue: CaptureKey[] = [...keys];
  let done = 0;
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await engine.deliver({ objects: [{ bucket, key: next.key }] });
      progress.update(`${++done} of ${keys.length}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await engine.settle();
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From the first window that a record falls into to the end of the last one. */
async function windowSpan(engine: Engine, definition: MonitorDefinition): Promise<Span> {
  const { endpoint, monitor } = definition;
  const variants = allVariants(definition);
  let span: Span = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
  for (const variant of variants) {
    const prefix = `partials/${endpoint}/${variant}/`;
    for await (const { key } of engine.ports.work.list(prefix)) {
      const { start, end } = parseWindowId(key.slice(prefix.length).split("/")[0]!);
      span = { from: Math.min(span.from, start), to: Math.max(span.to, end) };
    }
  }
  if (span.to < span.from)
    throw new UnusableInput(
      `Got no capture file of endpoint ${endpoint} that could be read, for variants ${variants.join(", ")} of monitor ${monitor}; expected some. Look at them with: plumbline doctor`,
    );
  return span;
}

/** Lets the clock run past the last window, and on until every window has a verdict: the hourly sweep opens the silent ones. */
async function runThrough(engine: Engine, definition: MonitorDefinition, { from, to }: Span): Promise<void> {
  const length = parseDuration(definition.window)!;
  const windows = allVariants(definition).flatMap((variant) => [
    ...windowsBetween(definition.endpoint, variant, from, to, length),
  ]);
  const closed = to + parseDuration(definition.lateness)! + 60_000;
  for (let sweep = 0; sweep <= MOST_SWEEPS; sweep++) {
    await engine.runTo(closed + sweep * HOUR_MS);
    await engine.settle();
    const settled = await Promise.all(
      windows.map(async (window) => (await engine.ports.work.head(currentKey({ window }))) !== undefined),
    );
    if (settled.every(Boolean)) return;
  }
}

async function project(
  engine: Engine,
  { definition, source, out, progress }: AnalysisRequest,
  found: { span: Span; baseline: string | null; failed: string[] },
): Promise<Analysis> {
  const { work } = engine.ports;
  const { endpoint, shadowVariants } = definition;
  const variants = allVariants(definition);
  const windows: ProjectedWindow[] = [];
  for (const variant of variants)
    windows.push(...(await projectWindows({ work, out, endpoint, variant, ...found.span })));
  const hardFaults: FaultSummary[] = [];
  for (const variant of variants) hardFaults.push(...(await readFaults(work, endpoint, variant)));
  const report = await writeSeriesReports({
    work,
    out,
    endpoint,
    variants,
    shadowVariants,
    title: `Monitor ${definition.monitor}`,
    ...found.span,
  });
  const summary: AnalysisSummary = {
    monitor: definition.monitor,
    endpoint,
    variants,
    baseline: found.baseline,
    ...summarizeWindows(windows, Object.fromEntries((await mergeSeries(work, windows)).notes)),
    ...(hardFaults.length > 0 && { hardFaults }),
    files: {
      read: source.keys.length - found.failed.length,
      leftAside: source.leftAside,
      failed: found.failed,
    },
  };
  await writeFile(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  progress.end();
  return { summary, windows, report };
}

function noteFailed(event: EngineEvent, failed: Set<string>): void {
  if (event.kind !== "dead-letter" || event.letter.step !== "profile-capture-file") return;
  const objects = (event.letter.event as { objects?: readonly { readonly key?: unknown }[] }).objects ?? [];
  for (const { key } of objects) failed.add(String(key));
}
