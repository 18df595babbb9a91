/** What lies behind: captures that were stored, and results that Model Monitor left. Both become windows that limits are learnt from. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ActiveWork } from "../local/active-work.ts";
import { VirtualClock } from "../local/virtual-clock.ts";
import { RowSample } from "../shared/baseline/row-sample.ts";
import { UnusableInput } from "../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { profileOfStatistics } from "../shared/statistics/profile-of-statistics.ts";
import type { Statistics } from "../shared/statistics/statistics.ts";
import { formatDuration, parseWindowId } from "../shared/window/window.ts";
import { monitorKey } from "../shared/window/work-keys.ts";
import { putJson } from "../steps/json-object.ts";
import { mergeStored } from "../steps/merge-profiles.ts";
import { listResults, readResults } from "../steps/model-monitor-results.ts";
import type { ObjectStore } from "../steps/ports.ts";
import type { ProfiledDataset } from "../steps/profile-dataset.ts";
import type { LeftOutWindow } from "../steps/windows-left-out.ts";
import { deliver, profiledAtOnce } from "./analyze-captures.ts";
import type { CaptureSource } from "./capture-source.ts";
import { findSource } from "./find-source.ts";
import type { Io } from "./io.ts";
import { openLocation } from "./open-store.ts";
import { profilingThreads } from "./profiling-threads.ts";
import type { Progress } from "./progress.ts";
import { keepSensitiveKey } from "./sensitive-key.ts";
import { startPipeline } from "./start-pipeline.ts";
import { StepWorkers } from "./step-workers.ts";

/** What a baseline is learnt from. */
export interface LearntFrom extends ProfiledDataset {
  /** Windows that were there and are not learnt from, because somebody has acknowledged them as fault or drift. */
  readonly leftOut: readonly LeftOutWindow[];
}

interface ResultsHistory {
  readonly windowMs: number;
  readonly names: readonly string[] | undefined;
  readonly leaveOut: readonly LeftOutWindow[];
}

/**
 * Every run of a schedule as a window: its `statistics.json`. Runs of one hour (several schedules) are one. As many columns as
 * there are `names` take these, by position, as the service goes.
 */
export async function profileResults(
  io: Pick<Io, "cwd" | "env">,
  results: string,
  { windowMs, names, leaveOut }: ResultsHistory,
): Promise<LearntFrom> {
  const windows = new Map<number, DatasetProfile>();
  const { store, prefix } = await openLocation(io, results);
  for (const { folder, hour } of await listResults(store, prefix)) {
    const { statistics } = await readResults(store, folder);
    if (statistics === undefined) continue;
    const profile = profileOfStatistics(withNames(statistics.value, names));
    const start = hour - windowMs;
    const there = windows.get(start);
    if (there === undefined) windows.set(start, profile);
    else there.merge(profile);
  }
  if (windows.size === 0)
    throw new UnusableInput(
      `Got no statistics.json in ${results} below a folder yyyy/MM/dd/HH; expected what Model Monitor has written. Give the schedule's S3OutputUri, or a copy of it.`,
    );
  const ends = (start: number) => ({ start, end: start + windowMs });
  const leftOut = leaveOut.filter((each) => [...windows.keys()].some((start) => overlap(each, ends(start))));
  for (const start of [...windows.keys()])
    if (leftOut.some((each) => overlap(each, ends(start)))) windows.delete(start);
  return { ...asDataset(windows), leftOut };
}

type Span = Pick<LeftOutWindow, "start" | "end">;
const overlap = (one: Span, other: Span) => one.start < other.end && other.start < one.end;

function withNames(statistics: Statistics, names: readonly string[] | undefined): Statistics {
  const { features } = statistics;
  if (names?.length !== features.length) return statistics;
  return { ...statistics, features: features.map((feature, at) => ({ ...feature, name: names[at]! })) };
}

export interface CaptureHistory {
  readonly uris: readonly string[];
  readonly definition: MonitorDefinition | undefined;
  readonly endpoint: string | undefined;
  /** Names of the columns where there is no definition. */
  readonly names: readonly string[] | undefined;
  readonly sensitive: readonly string[];
  readonly windowMs: number;
  readonly leaveOut: readonly LeftOutWindow[];
  readonly progress: Progress;
}

/** Captures profiled by the pipeline's own step, by window; nothing is judged. */
export async function profileCaptures(io: Io, history: CaptureHistory): Promise<LearntFrom> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-history-"));
  try {
    const endpoint = history.definition?.endpoint ?? history.endpoint;
    const source = await findSource(io, history.definition?.capture.kind ?? "endpoint", {
      uris: history.uris,
      staging: join(folder, "captures"),
      ...(endpoint === undefined ? {} : { endpoint }),
    });
    const definition = definitionOf(history, source);
    const wanted = profilingThreads(source.bytes);
    const atOnce = profiledAtOnce(wanted);
    const places = new ActiveWork(atOnce);
    const clock = new VirtualClock(Math.min(...source.keys.map(({ hour }) => hour)), places);
    const root = join(folder, "work");
    await keepSensitiveKey(io, root, definition);
    const chosen = source.keys.map(({ key }) => key);
    const workers = new StepWorkers({ io, root, definition });
    const engine = await startPipeline(io, { root, clock, definition, chosen, schedule: false, workers });
    try {
      await putJson(engine.ports.work, monitorKey(definition.monitor), definition);
      if (wanted > 1) workers.open(Math.min(wanted, source.keys.length));
      await deliver(engine, source, history.progress, atOnce);
      return await windowsOf(engine.ports.work, definition, history.leaveOut);
    } finally {
      await engine.stop().finally(() => workers.close());
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function definitionOf(
  { definition, names, sensitive, windowMs }: CaptureHistory,
  { endpoint, variants, uri }: CaptureSource,
): MonitorDefinition {
  const capture = { ...definition?.capture, uri };
  const window = formatDuration(windowMs);
  if (definition !== undefined) {
    const columns = {
      ...definition.columns,
      sensitive: [...new Set([...definition.columns.sensitive, ...sensitive])],
    };
    return parseMonitorDefinition({ ...definition, capture, window, columns });
  }
  const columns = { ...(names && { names }), sensitive };
  return parseMonitorDefinition({ monitor: endpoint, endpoint, variants, capture, window, columns });
}

/** The partials that were written, by the start of their window; variants go together, but for windows to be left out. */
async function windowsOf(
  work: ObjectStore,
  { endpoint, variants }: MonitorDefinition,
  leaveOut: readonly LeftOutWindow[],
): Promise<LearntFrom> {
  const keys = new Map<number, string[]>();
  const leftOut = new Set<LeftOutWindow>();
  for (const variant of variants) {
    const prefix = `partials/${endpoint}/${variant}/`;
    for await (const { key } of work.list(prefix)) {
      const window = parseWindowId(key.slice(prefix.length).split("/")[0]!);
      const { start } = window;
      const out = leaveOut.filter((each) => each.variant === variant && overlap(each, window));
      for (const each of out) leftOut.add(each);
      if (out.length > 0) continue;
      keys.set(start, [...(keys.get(start) ?? []), key]);
    }
  }
  const windows = new Map<number, DatasetProfile>();
  for (const [start, partials] of [...keys].sort(([a], [b]) => a - b))
    windows.set(start, await mergeStored(work, partials));
  return { ...asDataset(windows), leftOut: [...leftOut] };
}

function asDataset(windows: Map<number, DatasetProfile>): ProfiledDataset {
  const count = [...windows.values()].reduce((sum, { rows }) => sum + rows, 0);
  if (count === 0)
    throw new UnusableInput(
      "Got no row that could be read; expected some. Look at them with: plumbline doctor",
    );
  const columns = new Set(
    [...windows.values()].flatMap((profile) => profile.columns.map(({ name }) => name)),
  );
  return { windows, faithful: undefined, sample: new RowSample(), columns: [...columns], count };
}
