/** The hours that Model Monitor judged, judged again, and every difference with its cause. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { listResults, type ResultHour, readResults } from "../../steps/model-monitor-results.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { AnalysisRequest } from "../analyze-captures.ts";
import { type AnalyzeOptions, prepareAnalysis } from "../commands/analyze.ts";
import type { Io } from "../io.ts";
import { isS3, type OpenLocation, openLocation, requireFolder } from "../open-store.ts";
import { captureFacts } from "./capture-facts.ts";
import { chooseRuns } from "./choose-runs.ts";
import { judgedHours, NOT_JUDGED } from "./judged-hours.ts";
import { type ParityHour, parityHour, unalignedHour, type WindowPair } from "./parity-hour.ts";
import { rereadHours } from "./reread-hours.ts";

export interface ParityOptions extends Omit<AnalyzeOptions, "out" | "compat" | "minRows" | "json"> {
  readonly results: string;
  readonly schedule?: string;
  readonly out?: string;
}

export interface Parity {
  readonly definition: MonitorDefinition;
  /** The schedule whose results were compared; empty where their path does not name it. */
  readonly schedule: string;
  readonly hours: readonly ParityHour[];
}

interface Span {
  readonly from: number;
  readonly to: number; // exclusive
}

const HOUR_MS = 3_600_000;

/**
 * Compares the service's result files with Plumbline's own of the same windows. Throws `UnusableInput` where there are none, or no
 * window that both sides have.
 */
export async function runParity(
  io: Io,
  captures: readonly string[],
  options: ParityOptions,
): Promise<Parity> {
  const temporary = await mkdtemp(join(tmpdir(), "plumbline-parity-"));
  try {
    return await compared(io, captures, options, temporary);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function compared(
  io: Io,
  captures: readonly string[],
  options: ParityOptions,
  temporary: string,
): Promise<Parity> {
  const results = await openResults(io, options.results);
  const all = await listResults(results.store, results.prefix);
  if (all.length === 0) throw new UnusableInput(noResults(options.results));
  const request = await prepareAnalysis(io, captures, {
    ...options,
    out: options.out === undefined ? join(temporary, "analysis") : resolve(io.cwd, options.out),
    compat: "ModelMonitor",
    minRows: 1, // the service judges a window of any size
  });
  const { definition } = request;
  const length = parseDuration(definition.window)!;
  const runs = chooseRuns(all, { ...definition, schedule: options.schedule, results: options.results });
  const aligned = runs.filter(({ hour }) => hour % length === 0);
  if (aligned.length === 0) throw new UnusableInput(noWindow(runs[0]!, definition));
  const span = { from: aligned[0]!.hour - length, to: aligned.at(-1)!.hour };
  const within = restricted(request, span);
  const pairs = await windowPairs(io, within, { runs: aligned, results: results.store, span, length });
  const rereads = await rereadHours(io, within, pairs, temporary);
  request.progress.end();
  const told = [
    ...pairs.map((pair) => parityHour(pair, rereads.get(pair.start) ?? [])),
    ...runs.filter((run) => !aligned.includes(run)).map((run) => unalignedHour(run, length)),
  ];
  if (!told.some(({ service, plumbline }) => service !== null && plumbline !== null))
    throw new UnusableInput(
      `Got results of ${runs.length} hours and captures of ${within.source.keys.length} files; expected an hour that both have. Give the captures of the hours in ${options.results}, and --window where it is not an hour.`,
    );
  return {
    definition,
    schedule: runs[0]!.schedule,
    hours: told.sort((a, b) => (a.window < b.window ? -1 : 1)),
  };
}

async function openResults(io: Io, results: string): Promise<OpenLocation> {
  if (!isS3(results))
    await requireFolder(
      resolve(io.cwd, results),
      `results ${results}`,
      "Give the folder that the schedule's S3OutputUri was copied to.",
    );
  return openLocation(io, results);
}

const noResults = (results: string) =>
  `Got ${results}, which holds no result of Model Monitor; expected {endpoint}/{schedule}/yyyy/MM/dd/HH/statistics.json or constraint_violations.json, at any depth. Give the schedule's S3OutputUri, or the folder that it was copied to.`;

const noWindow = ({ folder }: ResultHour, { window }: MonitorDefinition) =>
  `Got results such as ${folder}, which end at another hour than windows of ${window} do; expected at least one that ends where a window does: they are aligned to 00:00 UTC. Give the length of the schedule's windows with --window, or in the definition; windows that begin at another hour cannot be compared.`;

/** The request for the windows in the span alone. Files of two hours before them may hold their records. */
function restricted(request: AnalysisRequest, { from, to }: Span): AnalysisRequest {
  const keys = request.source.keys.filter(({ hour }) => hour >= from - 2 * HOUR_MS && hour <= to);
  if (keys.length === 0)
    throw new UnusableInput(
      `Got captures of no hour from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}, which the results are of; expected some. Give the captures of the same hours.`,
    );
  const since = new Date(from).toISOString();
  return {
    ...request,
    definition: parseMonitorDefinition({ ...request.definition, since }),
    source: { ...request.source, keys },
  };
}

/** Every window of the span that one of the sides has. */
async function windowPairs(
  io: Io,
  request: AnalysisRequest,
  given: {
    readonly runs: readonly ResultHour[];
    readonly results: ObjectStore;
    readonly span: Span;
    readonly length: number;
  },
): Promise<WindowPair[]> {
  const { source } = request;
  const { runs, results, span, length } = given;
  const judged = await judgedHours(io, request);
  const facts = await captureFacts((await openLocation(io, source.uri)).store, source.keys, length);
  const columns = columnsOf(request);
  const pairAt = async (start: number, run: ResultHour | undefined): Promise<WindowPair> => {
    const { files, verdict } = judged.get(start) ?? NOT_JUDGED;
    const service = run && (await readResults(results, run.folder));
    const hour = { service, plumbline: files, verdict, facts: facts.get(start), ...columns };
    return { start, length, run, hour };
  };
  const ran = new Set(runs.map(({ hour }) => hour - length));
  const ours = [...judged].filter(
    ([start, { verdict }]) =>
      !ran.has(start) && start >= span.from && start < span.to && (verdict?.rows ?? 0) > 0,
  );
  return [
    ...(await Promise.all(runs.map((run) => pairAt(run.hour - length, run)))),
    ...(await Promise.all(ours.map(([start]) => pairAt(start, undefined)))),
  ];
}

function columnsOf({ definition, baseline }: AnalysisRequest) {
  const { exclude = [], sensitive = [] } = definition.columns;
  return {
    excluded: new Set([...exclude, ...(baseline?.facts.excluded ?? []).map(({ column }) => column)]),
    sensitive: new Set(sensitive),
  };
}
