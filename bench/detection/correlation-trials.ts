/** Streams of rows whose columns depend on each other, judged by the product's code for pairs: while nothing changes, and when it does. */
import type { TimedWindow } from "../../shared/calibration/baseline-spans.ts";
import { baselineSpans } from "../../shared/calibration/baseline-spans.ts";
import {
  type CorrelationCalibration,
  learnCorrelations,
} from "../../shared/calibration/learn-correlations.ts";
import { addPairs, noPairs, type PairSums, pairSums } from "../../shared/calibration/pair-sums.ts";
import type { Finding } from "../../shared/constraints/constraint-check.ts";
import { judgePairs } from "../../shared/monitors/judge-pairs.ts";
import { MOST_ROWS } from "../../shared/profile/rank-core/plain-rank-core.ts";
import { rankCore } from "../../shared/profile/rank-core/rank-core.ts";
import { RankCorrelations } from "../../shared/profile/rank-correlations.ts";
import { seededRandom } from "../../shared/random.ts";
import {
  CHANGED,
  type CorrelatedLaw,
  type CorrelatedStream,
  type CorrelationChange,
  correlatedStream,
} from "./correlated-rows.ts";
import { HOUR_MS, HOURS_OF, SCALES, START, spansOf } from "./endpoint.ts";
import { BASELINE_HOURS, MONTH_HOURS } from "./quiet-months.ts";

export const CORRELATED_STREAMS: readonly CorrelatedLaw[] = [
  { name: "10 columns, 1,000 rows an hour", columns: 10, rows: 1000 },
  { name: "10 columns, 100 rows", columns: 10, rows: 100 },
  { name: "30 columns, 1,000 rows", columns: 30, rows: 1000 },
  {
    name: "10 columns, 1,000 rows, correlations that wander (ρ = 0.9 an hour, 0.1 on Fisher's scale)",
    columns: 10,
    rows: 1000,
    wander: { sd: 0.1, rho: 0.9 },
  },
];

export const CORRELATION_CHANGES: readonly CorrelationChange[] = [
  { name: "a column's rows are shuffled: correlations of 0.81 and 0.41 become 0", loading: 0 },
  { name: "correlations of a column fall from 0.81 to 0.54", loading: 0.6 },
  { name: "two columns that had nothing in common are correlated by 0.25", together: 0.25 },
  { name: "the same by 0.1", together: 0.1 },
];

/** What pairs of columns raised in one endpoint-month in which nothing changed: spans, as in `QuietMonth`. */
export interface QuietPairs {
  readonly alarms: number;
  readonly surprises: number;
}

export interface LoudPairs {
  /** Windows until it was found, the first is 1; null where a day did not show it. */
  readonly windows: number | null;
  /** Whether the first finding names the changed columns. */
  readonly rightCulprit: boolean;
}

/** As the definition has it by default. */
const THRESHOLD = 0.2;
const WATCHED_HOURS = 24;

export interface PairedEndpoint {
  readonly stream: CorrelatedStream;
  readonly learnt: CorrelationCalibration;
  /** Of the whole baseline. */
  readonly before: PairSums;
}

export function quietPairs(stream: number, month: number): QuietPairs {
  const endpoint = learnPairs(
    correlatedStream(CORRELATED_STREAMS[stream]!, seededRandom(3_000_017 * (stream + 1) + month)),
  );
  const told = judged(endpoint, { from: BASELINE_HOURS, hours: MONTH_HOURS });
  return {
    alarms: told.filter(({ findings }) => findings.length > 0).length,
    surprises: told.filter(({ findings, reported }) => findings.length + reported.length > 0).length,
  };
}

const endpoints = new Map<number, PairedEndpoint>();

/** The endpoint is learnt once a stream and thread. */
export function loudPairs(stream: number, change: number, trial: number): LoudPairs {
  let endpoint = endpoints.get(stream);
  if (endpoint === undefined) {
    endpoint = learnPairs(correlatedStream(CORRELATED_STREAMS[stream]!, seededRandom(88_888 + stream)));
    endpoints.set(stream, endpoint);
  }
  const what = CORRELATION_CHANGES[change]!;
  // Hours of days of their own, so that wandering correlations are at another place in each.
  const from = BASELINE_HOURS + 29 * trial;
  const first = judged(endpoint, { from, hours: WATCHED_HOURS, change: what }).find(
    ({ findings, reported }) => findings.length + reported.length > 0,
  );
  if (first === undefined) return { windows: null, rightCulprit: false };
  const [named] = [...first.findings, ...first.reported];
  const { names } = endpoint.stream;
  const changed = what.together === undefined ? [names[CHANGED]!] : names.slice(-2);
  return { windows: first.hour - from + 1, rightCulprit: changed.includes(named!.column) };
}

/** `hours` of the stream, seen by `watch` as well, are the baseline. */
export function learnPairs(
  stream: CorrelatedStream,
  hours = BASELINE_HOURS,
  watch: (rows: readonly Float64Array[]) => void = () => {},
): PairedEndpoint {
  const windows = Array.from(
    { length: hours },
    (_, t): TimedWindow => ({ start: START + t * HOUR_MS, slot: "all", rows: stream.rowsAnHour }),
  );
  const correlations = windows.map((_, t) => {
    const rows = stream.rows(t);
    watch(rows);
    return ranked(stream.names, rows);
  });
  const spans = SCALES.map((scale) => ({
    scale,
    spans: baselineSpans(windows, { scale, windowMs: HOUR_MS, minRows: 1 }),
  }));
  const learnt = learnCorrelations({ windows, correlations, columns: stream.names }, spans)!;
  const sums = correlations.map((each) => pairSums(each, stream.names));
  const before = noPairs(sums[0]!);
  for (const each of sums) addPairs(before, each);
  return { stream, learnt, before };
}

/** Files of as many rows as are ranked together, each of which is ranked wholly. */
export function ranked(names: readonly string[], columns: readonly Float64Array[]): RankCorrelations {
  const correlations = new RankCorrelations();
  const core = rankCore();
  const total = columns[0]!.length;
  for (let from = 0; from < total; from += MOST_ROWS) {
    const rows = Math.min(MOST_ROWS, total - from);
    for (const [lane, values] of columns.entries()) {
      core.values.set(values.subarray(from, from + rows));
      for (let row = 0; row < rows; row++) core.rows[row] = row;
      core.rank(lane, rows);
    }
    core.products(columns.length, rows);
    correlations.addBlock({ rows, columns: names, sums: core.sums });
  }
  return correlations;
}

interface WatchedPairs {
  readonly from: number;
  readonly hours: number;
  readonly change?: CorrelationChange;
}

interface ToldPairs {
  /** The last of the span. */
  readonly hour: number;
  readonly findings: readonly Finding[];
  readonly reported: readonly Finding[];
}

/** Every span that ends in these hours, in the order of time. */
function judged(
  { stream, learnt, before }: PairedEndpoint,
  { from, hours, change }: WatchedPairs,
): ToldPairs[] {
  const { names: columns } = stream;
  const budget = { falseAlarmsPerMonth: 1, columns: columns.length, scales: SCALES };
  const own = Array.from({ length: hours }, (_, i) =>
    pairSums(ranked(columns, stream.rows(from + i, change)), columns),
  );
  return SCALES.flatMap((scale) =>
    spansOf(from, hours, HOURS_OF.get(scale)!).map((span): ToldPairs => {
      const windows = span.map((t) => ({ now: own[t - from]!, before }));
      const { findings, reported } = judgePairs(
        { columns, windows },
        {
          law: learnt.laws[scale],
          days: BASELINE_HOURS / 24,
          threshold: THRESHOLD,
          budget,
          scale,
          isSpan: span.length > 1,
          silent: new Set(),
        },
      );
      return { hour: span.at(-1)!, findings, reported };
    }),
  ).sort((a, b) => a.hour - b.hour);
}
