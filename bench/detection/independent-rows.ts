import { seededRandom } from "../../shared/random.ts";
import type { Rows, Stream } from "./peers.ts";

/** How the values of a column are drawn, each row by itself. `flag` and `grade` are numbers of two and five values. */
export type ColumnKind = "normal" | "lognormal" | "categorical" | "flag" | "grade";

export interface IndependentRows {
  /** The columns in their order; the name of one is its kind and its place, `normal-0`. */
  readonly kinds: readonly ColumnKind[];
  readonly referenceRows: number;
  readonly windowRows: number;
  readonly windows: number;
  readonly seed: number;
  /** How much of its kind a column of a window is moved, in standard deviations or of its shares; by default not at all. */
  readonly shift?: (column: string, window: number) => number;
}

/** Shares of the categories `a` to `f`. */
const SHARES = [0.4, 0.25, 0.15, 0.12, 0.06, 0.02];
const LETTERS = "abcdef";

/** Ten normal columns, eight lognormal ones and seven of six categories. */
export const MIXED_COLUMNS: readonly ColumnKind[] = [
  ...new Array<ColumnKind>(10).fill("normal"),
  ...new Array<ColumnKind>(8).fill("lognormal"),
  ...new Array<ColumnKind>(7).fill("categorical"),
];

/** A stream in which nothing depends on anything: what alarms here without a shift is chance. */
export function independentRows(spec: IndependentRows): Stream {
  const { kinds, referenceRows, windowRows, shift = () => 0 } = spec;
  const random = seededRandom(spec.seed);
  const columns = kinds.map((kind, place) => [`${kind}-${place}`, kind] as const);
  const rows = (count: number, moved: (column: string) => number): Rows =>
    Object.fromEntries(columns.map(([name, kind]) => [name, drawn(kind, count, random, moved(name))]));
  const reference = rows(referenceRows, () => 0);
  const windows = Array.from(
    { length: spec.windows },
    (_, at) => [String(at).padStart(5, "0"), rows(windowRows, (column) => shift(column, at))] as const,
  );
  return { reference, chunks: chunksOf(referenceRows, windowRows), windows: new Map(windows) };
}

/** Rows of one window after the other, and of what is left. */
function chunksOf(rows: number, each: number): number[] {
  const full = new Array<number>(Math.floor(rows / each)).fill(each);
  return rows % each === 0 ? full : [...full, rows % each];
}

/** The part of each column that is a chunk of it, chunk by chunk. */
export function chunksOfRows(rows: Rows, sizes: readonly number[]): Rows[] {
  let from = 0;
  return sizes.map((size) => {
    const [start, end] = [from, (from += size)];
    return Object.fromEntries(Object.entries(rows).map(([name, values]) => [name, values.slice(start, end)]));
  });
}

function drawn(
  kind: ColumnKind,
  count: number,
  random: () => number,
  moved: number,
): Float64Array | string[] {
  if (kind === "categorical")
    return Array.from({ length: count }, () => LETTERS[categoryOf(random(), moved)]!);
  return Float64Array.from({ length: count }, () => number(kind, random, moved));
}

function number(kind: Exclude<ColumnKind, "categorical">, random: () => number, moved: number): number {
  if (kind === "flag") return random() < 0.3 + moved / 4 ? 1 : 0;
  if (kind === "grade") return Math.floor(5 * random() ** (1 + moved));
  const z = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()) + moved;
  return kind === "normal" ? z : Math.exp(z);
}

/** A move takes from the first category what it gives to the last one. */
function categoryOf(u: number, moved: number): number {
  let below = Math.min(1, Math.max(0, SHARES[0]! - moved / 4));
  let category = 0;
  while (category < SHARES.length - 1 && u >= below) below += SHARES[++category]!;
  return category;
}
