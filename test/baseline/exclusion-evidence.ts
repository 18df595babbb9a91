import type { ExclusionInput } from "../../shared/baseline/propose-exclusions.ts";
import { RowSample } from "../../shared/baseline/row-sample.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";

export const HOUR = 3_600_000;
export const START = Date.parse("2026-01-05T00:00:00Z");

export interface TimedRow {
  readonly time: number;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** What `suggest-baseline` knows of these rows in this order: by window where they are `timed`. */
export function evidenceOf(
  rows: readonly TimedRow[],
  { timed = true, ...options }: ProfileOptions & { readonly timed?: boolean } = {},
): ExclusionInput & { readonly sample: RowSample } {
  const sample = new RowSample();
  const byWindow = new Map<number, DatasetProfile>();
  for (const [line, { time, cells }] of rows.entries()) {
    const start = timed ? Math.floor(time / HOUR) : 0;
    const window = byWindow.get(start) ?? new DatasetProfile(options);
    byWindow.set(start, window);
    const row = { names: Object.keys(cells), cells: Object.values(cells), typed: false };
    window.addRow(row, { key: "t.csv", line: line + 1 });
    sample.add(row, timed ? time : undefined);
  }
  const windows = [...byWindow].sort(([a], [b]) => a - b).map(([, window]) => window);
  const whole = new DatasetProfile(options);
  for (const window of windows) whole.merge(window);
  return { whole, windows: timed ? windows : [], sample };
}

/** Rows of `hours` windows. */
export function rowsOf(
  hours: number,
  perHour: number,
  of: (time: number, hour: number, index: number) => Readonly<Record<string, Cell>>,
): TimedRow[] {
  return Array.from({ length: hours * perHour }, (_, index) => {
    const hour = Math.floor(index / perHour);
    const time = START + Math.floor((index * HOUR) / perHour);
    return { time, cells: of(time, hour, index) };
  });
}

/** The rows in another order, seeded. */
export function shuffled<T>(rows: readonly T[], random: () => number): T[] {
  const order = [...rows];
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
