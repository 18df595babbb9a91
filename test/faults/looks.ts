/** Parts of windows beside their baselines, for the tests of hard faults. */
import type { Cell } from "../../shared/capture/row.ts";
import type { CheckContext } from "../../shared/constraints/constraint-check.ts";
import type { FaultLook } from "../../shared/faults/hard-fault.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { baselineOf, contextOf } from "../constraints/contexts.ts";
import { cells, profileOf, type TableOptions } from "../constraints/profiles.ts";

export type Table = Readonly<Record<string, Cell[]>>;

export interface LookOptions extends TableOptions {
  /** The whole baseline, where `baseline` is a slot of it. */
  readonly whole?: DatasetProfile;
  readonly records?: number;
  readonly context?: Partial<CheckContext>;
}

/** Rows beside a baseline: a table, or a profile of one. */
export function lookOf(
  rows: Table | DatasetProfile,
  baseline: Table | DatasetProfile,
  { whole, records, context = {}, ...options }: LookOptions = {},
): FaultLook {
  const profile = (of: Table | DatasetProfile) =>
    "addRow" in of ? (of as DatasetProfile) : profileOf(of as Table, options);
  const [current, slot] = [profile(rows), profile(baseline)];
  return {
    context: contextOf(current, baselineOf(slot), context),
    whole: whole ?? slot,
    records: records ?? current.records,
  };
}

/** A healthy table: amounts between 20 and 80, counts with zeros, words, and a column that is often empty. */
export function healthyTable(seed: number, rows: number): Record<string, Cell[]> {
  const random = seededRandom(seed);
  const normal = () => random() + random() + random() + random() - 2;
  return {
    amount: cells(rows, () => (50 + 15 * normal()).toFixed(2)),
    count: cells(rows, () => String(Math.floor(random() * 6))),
    celsius: cells(rows, () => (15 + 8 * normal()).toFixed(1)),
    income: cells(rows, () => Math.exp(8 + 1.2 * normal()).toFixed(0)),
    word: cells(rows, () => "abcde"[Math.floor(random() * 5)]!),
    gappy: cells(rows, () => (random() < 0.4 ? null : random().toFixed(4))),
  };
}

/** The same with one column changed. */
export const withColumn = (table: Table, name: string, change: (cell: Cell) => Cell): Table => ({
  ...table,
  [name]: table[name]!.map(change),
});
