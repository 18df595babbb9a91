import { tallyInWords } from "../shared/acknowledgements/tally-in-words.ts";
import type { ColumnDrift } from "../shared/monitors/column-reports.ts";
import { judgeWindow } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile } from "../shared/profile/profile-codec.ts";
import { type ColumnReport, decidingLimit, ratioOf } from "../shared/report/column-report.ts";
import type { SeriesReport, WorstWindow } from "../shared/report/series-report.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import type { RetrainingRecord, RetrainingState } from "../shared/retraining/retraining-state.ts";
import { WHOLE } from "../shared/window/season-slot.ts";
import { baselineFolder, retrainingStateKey, slotKey } from "../shared/window/work-keys.ts";
import { acknowledgementsOf } from "../steps/acknowledgements.ts";
import { getJson } from "../steps/json-object.ts";
import { monitorNamed } from "../steps/monitor-catalog.ts";
import type { ObjectStore } from "../steps/ports.ts";
import {
  baselineOfVerdict,
  holidaysOf,
  type LoadedBaseline,
  loadBaselineFolder,
} from "../steps/stored-baseline.ts";
import { answeredAlarms } from "./answered-alarms.ts";
import { mergeSeries, readSeries, type SeriesQuery, type WindowRead } from "./read-series.ts";
import { retrainingsAsked } from "./retrainings-asked.ts";
import { seriesFacts } from "./series-facts.ts";
import { seriesWindow } from "./series-window.ts";

export interface SeriesReportOptions extends SeriesQuery {
  readonly title: string;
  /** Address of a window's report, relative to the series report. */
  readonly href?: (window: WindowRead) => string;
  /** What a reader has to know before anything else. */
  readonly note?: string;
  /** More facts for the head of the report. */
  readonly facts?: readonly { readonly label: string; readonly value: string }[];
}

const WORST_WINDOWS = 3;

/**
 * The report of every current window of an endpoint variant, and of the period as a whole against the baseline, built from
 * what the work store holds: no raw file is read. A function of the store's content.
 */
export async function seriesReport(options: SeriesReportOptions): Promise<SeriesReport> {
  const { work, endpoint, variant, title, note, facts = [] } = options;
  const { href = ({ id }: WindowRead) => `${endpoint}/${variant}/${id}/report.html` } = options;
  const windows = await readSeries(options);
  const retrainings =
    (await getJson<RetrainingState>(work, retrainingStateKey(endpoint)))?.value.history ?? [];
  const asked = await retrainingsAsked(work, { endpoint, variant });
  const judged = await judgedBy(work, windows);
  const whole = await mergeSeries(work, windows);
  const columns = judged === undefined ? [] : periodColumns(judged, whole, windows);
  return {
    title,
    ...(note === undefined ? {} : { note }),
    endpoint,
    variant,
    from: windows[0]?.window.start ?? 0,
    to: windows.at(-1)?.window.end ?? 0,
    violationRateThreshold: windows.at(-1)?.verdict.violationRateThreshold ?? 0.2,
    windows: windows.map((window) =>
      seriesWindow(window, { href: href(window), triggered: triggered(window, retrainings, asked) }),
    ),
    retrainings,
    columns: columns.filter(({ excluded }) => excluded === undefined),
    worst: judged === undefined ? [] : await worstWindows(work, windows, judged, href),
    excluded: columns.flatMap(({ name, excluded }) =>
      excluded === undefined ? [] : [{ column: name, reason: excluded }],
    ),
    facts: [
      ...seriesFacts(windows.map(({ verdict }) => verdict)),
      ...(await answeredFacts(options, judged, windows)),
      ...facts,
    ],
  };
}

/** What people have said of the alarms; nothing where nobody has. */
async function answeredFacts(
  { work, endpoint, variant }: SeriesQuery,
  judged: JudgedBy | undefined,
  windows: readonly WindowRead[],
): Promise<SeriesReport["facts"]> {
  const said = await acknowledgementsOf(work, { endpoint, variant });
  if (said.length === 0 || judged === undefined) return [];
  const alarms = await answeredAlarms(work, judged.definition, windows, said);
  return [{ label: "Alarms answered", value: tallyInWords(alarms) }];
}

function triggered(
  { id, verdict }: WindowRead,
  retrainings: readonly RetrainingRecord[],
  asked: ReadonlyMap<string, string>,
): string | undefined {
  const run = retrainings.find(({ reason }) => reason.startsWith(`Window ${id} `));
  if (run !== undefined) return `retraining ${run.job}: ${run.outcome}`;
  return asked.get(id) ?? (verdict.decision.action === "none" ? undefined : "asked to retrain");
}

interface JudgedBy {
  readonly definition: MonitorDefinition;
  readonly baseline: LoadedBaseline;
  readonly folder: string;
}

/** The definition and the fixed baseline of the newest window that had one; undefined when none had. */
async function judgedBy(work: ObjectStore, windows: readonly WindowRead[]): Promise<JudgedBy | undefined> {
  const last = windows.findLast(({ verdict }) => verdict.baseline !== null);
  if (last === undefined) return undefined;
  const { id, fixed } = last.verdict.baseline!;
  const folder = baselineFolder(last.verdict.monitor, fixed ?? id);
  const definition = await monitorNamed(work, last.verdict.monitor);
  return { definition, folder, baseline: await wholeBaseline(work, folder, last.window.start) };
}

async function wholeBaseline(work: ObjectStore, folder: string, time: number): Promise<LoadedBaseline> {
  const { holiday: _ofOneDay, ...baseline } = await loadBaselineFolder(work, folder, time);
  const whole = await work.get(slotKey(folder, WHOLE));
  return whole === undefined ? baseline : { ...baseline, profile: decodeProfile(whole.body), slot: WHOLE };
}

/** The period against the whole baseline. A limit learnt from single windows says nothing about it, so it has none, and no violations. */
function periodColumns(
  { definition, baseline }: JudgedBy,
  profile: DatasetProfile,
  windows: readonly WindowRead[],
): ColumnReport[] {
  const [first, last] = [windows[0]!.window, windows.at(-1)!.window];
  const period = {
    definition,
    window: { ...first, end: last.end },
    profile,
    invocations: undefined,
    unprofiled: 0,
  };
  const judgement = judgeWindow({ ...period, baseline: { ...baseline, calibration: undefined } });
  return judgement.columns.map((column) => ({ ...column, violations: [] }));
}

async function worstWindows(
  work: ObjectStore,
  windows: readonly WindowRead[],
  judged: JudgedBy,
  href: (window: WindowRead) => string,
): Promise<WorstWindow[]> {
  const ranked = windows
    .filter(({ verdict }) => verdict.violations.length > 0)
    .sort(
      (a, b) =>
        columnsViolated(b.verdict) - columnsViolated(a.verdict) ||
        largestRatio(b) - largestRatio(a) ||
        a.window.start - b.window.start,
    );
  const worst: WorstWindow[] = [];
  for (const read of ranked.slice(0, WORST_WINDOWS)) {
    const columns = await windowColumns(work, read, judged);
    worst.push({
      windowId: read.id,
      href: href(read),
      reason: read.verdict.reason,
      columns: columns.filter(({ excluded }) => excluded === undefined),
    });
  }
  return worst;
}

/** The window's columns beside the baseline of its slot, judged again from what the store holds. */
async function windowColumns(
  work: ObjectStore,
  { window, verdict, folder }: WindowRead,
  { definition }: JudgedBy,
): Promise<readonly ColumnReport[]> {
  const profile = await work.get(`${folder}window.profile`);
  if (profile === undefined || verdict.baseline === null) return [];
  const baseline = await baselineOfVerdict(work, verdict.monitor, verdict.baseline, {
    time: window.start,
    holidays: holidaysOf(definition),
  });
  return judgeWindow({
    definition,
    window,
    profile: decodeProfile(profile.body),
    baseline,
    invocations: undefined,
    unprofiled: 0,
  }).columns;
}

const columnsViolated = ({ violations }: Verdict) => new Set(violations.map(({ column }) => column)).size;

function largestRatio({ drift }: WindowRead): number {
  const ratio = (found: ColumnDrift) =>
    found.distance === null ? 0 : ratioOf(found.distance, decidingLimit(found) ?? Number.POSITIVE_INFINITY);
  return Math.max(0, ...Object.values(drift).map(ratio));
}
