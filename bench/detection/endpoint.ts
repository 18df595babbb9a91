/** One endpoint of a stream: learnt by the product's own code from its baseline, then judged window by window. */
import { type AlarmBudget, acceptedChance } from "../../shared/calibration/alarm-budget.ts";
import type { TimedWindow } from "../../shared/calibration/baseline-spans.ts";
import { baselineSpans } from "../../shared/calibration/baseline-spans.ts";
import type { ColumnCalibration } from "../../shared/calibration/calibration.ts";
import {
  type ColumnTally,
  SHARE_FAMILIES,
  type ShareFamily,
  type Tally,
} from "../../shared/calibration/column-tally.ts";
import { compareTallies, type TallyPair } from "../../shared/calibration/compare-tallies.ts";
import type { ComparedShares } from "../../shared/calibration/compared-shares.ts";
import { pooledColumns } from "../../shared/calibration/learn-calibration.ts";
import { learnColumn } from "../../shared/calibration/learn-column.ts";
import { surpriseBy } from "../../shared/calibration/share-law.ts";
import { msOf, scalesOf } from "../../shared/window/scale.ts";
import type { Shift, Stream, StreamColumn } from "./streams.ts";

export const HOUR_MS = 3_600_000;
/** A Monday. */
export const START = Date.parse("2026-01-05T00:00:00Z");
export const SCALES = scalesOf(HOUR_MS);
export const HOURS_OF = new Map(SCALES.map((scale) => [scale, msOf(scale) / HOUR_MS]));

export interface Endpoint {
  readonly stream: Stream;
  readonly columns: readonly StreamColumn[];
  readonly calibrations: Readonly<Record<string, ColumnCalibration>>;
  /** By column, slot and family: what the baseline counted. */
  readonly baseline: readonly ReadonlyMap<string, ColumnTally>[];
  /** The first hour after the baseline. */
  readonly next: number;
  readonly budget: AlarmBudget;
}

/** What a judgement of one span found in one column. */
export interface Found {
  readonly column: number;
  readonly scale: string;
  readonly family: ShareFamily;
  /** The last hour of the span. */
  readonly hour: number;
  readonly chance: number;
  /** Largest difference of a share. */
  readonly effect: number;
}

/** `hours` of the stream are the baseline. */
export function learnEndpoint(stream: Stream, columnCount: number, hours: number): Endpoint {
  const columns = stream.columns(columnCount);
  const windows = Array.from(
    { length: hours },
    (_, t): TimedWindow => ({
      start: START + t * HOUR_MS,
      slot: slotOf(stream, t),
      rows: stream.rows(t),
    }),
  );
  const spans = SCALES.map((scale) => ({
    scale,
    spans: baselineSpans(windows, { scale, windowMs: HOUR_MS, minRows: 1 }),
  }));
  const baseline: Map<string, ColumnTally>[] = [];
  const learnt = columns.map((column) => {
    const tallies = windows.map(({ rows }, t) => column.window(t, rows, undefined));
    baseline.push(bySlot(windows, tallies));
    const { cuts } = column;
    const laws = spans.map(({ scale, spans: own }) => [scale, learnColumn({ windows, tallies, cuts }, own)]);
    return [column.name, { cuts, laws: Object.fromEntries(laws) }] as const;
  });
  return {
    stream,
    columns,
    calibrations: pooledColumns(Object.fromEntries(learnt), SCALES),
    baseline,
    next: hours,
    budget: { falseAlarmsPerMonth: 1, columns: columnCount, scales: SCALES },
  };
}

const slotOf = ({ season }: Stream, t: number) => String(t % season);

function bySlot(windows: readonly TimedWindow[], tallies: readonly ColumnTally[]): Map<string, ColumnTally> {
  const slots = new Map<string, ColumnTally>();
  for (const [at, { slot }] of windows.entries()) slots.set(slot, addTallies(slots.get(slot), tallies[at]!));
  return slots;
}

/** Counts of both; of families that both have. */
export function addTallies(a: ColumnTally | undefined, b: ColumnTally): ColumnTally {
  if (a === undefined) return b;
  const families = SHARE_FAMILIES.flatMap((family): [ShareFamily, Tally][] => {
    const [x, y] = [a[family], b[family]];
    if (x === undefined || y === undefined) return [];
    return [
      [
        family,
        { trials: x.trials + y.trials, hits: x.hits.map((hit, at) => hit + y.hits[at]!), rankError: 0 },
      ],
    ];
  });
  return Object.fromEntries(families);
}

export interface WatchedHours {
  readonly from: number;
  readonly hours: number;
  shiftOf?(column: number, t: number): Shift | undefined;
  /** Columns to look at; all of them by default. */
  only?(column: number): boolean;
}

/** Everything beyond the budget's accepted chance in the hours from `from` on, in the order of time. */
export function judgeHours(endpoint: Endpoint, watched: WatchedHours): Found[] {
  return [...compared(endpoint, watched)]
    .filter(({ chance, scale, family }) => chance < acceptedChance(endpoint.budget, scale, family))
    .sort((a, b) => a.hour - b.hour || a.chance - b.chance);
}

/** Every comparison of these hours, column by column. */
export function* compared(
  endpoint: Endpoint,
  { from, hours, shiftOf, only }: WatchedHours,
): Generator<Found> {
  const { stream, columns } = endpoint;
  for (const [at, column] of columns.entries()) {
    if (only?.(at) === false) continue;
    const tallies = Array.from({ length: hours }, (_, i) =>
      column.window(from + i, stream.rows(from + i), shiftOf?.(at, from + i)),
    );
    for (const scale of SCALES)
      for (const span of spansOf(from, hours, HOURS_OF.get(scale)!))
        yield* compareSpan(endpoint, at, { scale, span, tallies: span.map((t) => tallies[t - from]!) });
  }
}

/** Whole spans of so many hours. */
export function spansOf(from: number, hours: number, length: number): number[][] {
  const spans: number[][] = [];
  for (let start = Math.ceil(from / length) * length; start + length <= from + hours; start += length)
    spans.push(Array.from({ length }, (_, i) => start + i));
  return spans;
}

interface SpanTallies {
  readonly scale: string;
  readonly span: readonly number[];
  readonly tallies: readonly ColumnTally[];
}

function* compareSpan(
  { stream, columns, calibrations, baseline }: Endpoint,
  column: number,
  { scale, span, tallies }: SpanTallies,
): Generator<Found> {
  const laws = calibrations[columns[column]!.name]!.laws[scale] ?? {};
  for (const family of SHARE_FAMILIES) {
    const law = laws[family];
    if (law === undefined) continue;
    const pairs: TallyPair[] = [];
    for (const [at, t] of span.entries()) {
      const current = tallies[at]![family];
      const there = baseline[column]!.get(slotOf(stream, t))?.[family];
      if (current && there) pairs.push({ current, baseline: there });
    }
    const shares = compareTallies(pairs);
    if (shares === undefined) continue;
    const { chance, at } = surpriseBy(law, shares, span.length === 1 ? slotOf(stream, span[0]!) : undefined);
    const effect = at < 0 ? 0 : largestGap(shares);
    yield { column, scale, family, hour: span.at(-1)!, chance, effect };
  }
}

function largestGap({ observed, expected }: ComparedShares): number {
  let largest = 0;
  for (let at = 0; at < observed.length; at++)
    largest = Math.max(largest, Math.abs(observed[at]! - expected[at]!));
  return largest;
}
