/**
 * What a judgement measured of its columns, fired or not, in `drift.json`: another threshold or budget can be held against it
 * without the profile. Numbers alone: of values nothing is told.
 */
import type { ShareFamily } from "../calibration/column-tally.ts";
import { constraintChecks } from "../constraints/checks/index.ts";
import type {
  CheckContext,
  CheckLimit,
  ConstraintCheck,
  MeasuredShare,
  ShareCheckName,
} from "../constraints/constraint-check.ts";
import { measuredDrifts } from "../constraints/measured-drifts.ts";
import type { Distribution } from "../drift/distribution.ts";

export interface RecordedColumn {
  /** Absent where the column has no distance. */
  readonly values?: RecordedValues;
  /** Shares below what is expected, by check; absent where none is. */
  readonly shares?: Readonly<Partial<Record<ShareCheckName, RecordedShare>>>;
  /** By scale and family, of the longer spans that end with the window. */
  readonly spans?: Readonly<Record<string, RecordedSpan>>;
}

/** Beside the column's distance. */
export interface RecordedValues {
  /** The monitor's drift statistic, which the distance is of where it applies. */
  readonly statistic: string;
  readonly kind: Distribution["kind"];
  readonly n: number;
  readonly m: number;
  /** Of the difference, and the nats that it was read from (null: infinite); absent where chance was not asked. */
  readonly chance?: number;
  readonly nats?: number | null;
  /** The nats are of the values at the window's own level. */
  readonly atOwnLevel?: true;
}

export interface RecordedShare extends Omit<MeasuredShare, "m"> {
  /** null where nothing is known of the baseline's cells. */
  readonly m: number | null;
}

export type RecordedSpan = Readonly<Partial<Record<ShareFamily, SpanDifference>>>;

/** How far a family of shares of a span is off, above 0, and the chance that it is. */
export interface SpanDifference {
  readonly distance: number;
  readonly chance: number;
  /** Of values: numbers or categories. */
  readonly kind?: Distribution["kind"];
}

/** What was measured of each column over one span. */
export type SpanDifferences = ReadonlyMap<string, RecordedSpan>;

/** The record of each column; one of which nothing was measured has none. `spans` by scale. */
export function recordedColumns(
  context: CheckContext,
  spans: ReadonlyMap<string, SpanDifferences>,
): ReadonlyMap<string, RecordedColumn> {
  const columns = new Map<string, RecordedColumn>();
  const add = (name: string, part: RecordedColumn) => columns.set(name, { ...columns.get(name), ...part });
  for (const { column, kind, n, m, limit } of measuredDrifts(context))
    add(column, { values: { statistic: context.statistic.name, kind, n, m, ...surpriseOf(limit) } });
  for (const { name, shortfalls } of constraintChecks as readonly ConstraintCheck[])
    for (const { column, share } of shortfalls?.(context) ?? []) {
      const m = Number.isFinite(share.m) ? share.m : null;
      add(column, { shares: { ...columns.get(column)?.shares, [name]: { ...share, m } } });
    }
  for (const [scale, differences] of spans)
    for (const [column, span] of differences)
      add(column, { spans: { ...columns.get(column)?.spans, [scale]: span } });
  return columns;
}

function surpriseOf({ chance, nats, atOwnLevel }: Partial<CheckLimit> = {}) {
  if (chance === undefined || nats === undefined) return {};
  return { chance, nats: Number.isFinite(nats) ? nats : null, ...(atOwnLevel && { atOwnLevel }) };
}
