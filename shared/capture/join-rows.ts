import { isTooWide, TOO_WIDE } from "./encodings/payload-size.ts";
import type { Row } from "./row.ts";
import type { TargetModelColumn } from "./target-model.ts";

export interface RowOptions {
  /** Which side's cells come first. Model Monitor puts the output first. */
  readonly order: "output-first" | "input-first";
  /** Names of all columns in that order, where the monitor's definition has them. */
  readonly names?: readonly string[];
  /** A last column for the target model, where the definition asks for one; `names` does not have it. */
  readonly targetModel?: TargetModelColumn;
}

/** What was read otherwise than it stands; counted beside the rows. */
export type RowNote =
  | "inputOnly"
  | "outputOnly"
  | "headerSkipped"
  | "outputsOnOneLine"
  | "nameOnBothSides"
  | "recordsDroppedByMapping";

/** How the names of a side begin where it has none of its own, or one that the other side has too. */
const MARK = { input: "_i", output: "_o" } as const;

/**
 * One row of the cells of an input row and of an output row, or the reason why it cannot be one. Without
 * names on either side it has none, so that position decides. Where one side has names, the other's cells
 * take the definition's names that are left for their side, and `_i0`, `_i1`, … or `_o0`, … beyond them. A
 * name that both sides have stays with the first side and is marked on the second (`_i.score`), with the note
 * `nameOnBothSides`.
 */
export function joinRows(input: Row, output: Row, options: RowOptions, notes: Set<RowNote>): Row | string {
  const outputFirst = options.order === "output-first";
  const [first, second] = outputFirst ? [output, input] : [input, output];
  const cells = [...first.cells, ...second.cells];
  const types = typesOf(first, second);
  if (isTooWide({ cells })) return TOO_WIDE;
  if (first.names === undefined && second.names === undefined) return { cells, ...types };
  const [firstMark, secondMark] = outputFirst ? [MARK.output, MARK.input] : [MARK.input, MARK.output];
  const firstNames =
    first.names ?? namesBefore(second.names ?? [], first.cells.length, firstMark, options.names);
  const secondNames = second.names ?? namesAfter(firstNames, second.cells.length, secondMark, options.names);
  return { cells, names: distinct(firstNames, secondNames, secondMark, notes), ...types };
}

function typesOf(first: Row, second: Row): Pick<Row, "typed" | "typedCells"> {
  const alike = first.typed === second.typed && !first.typedCells && !second.typedCells;
  return alike
    ? { typed: first.typed }
    : { typed: false, typedCells: [...typedCellsOf(first), ...typedCellsOf(second)] };
}

const typedCellsOf = ({ cells, typed, typedCells }: Row): readonly boolean[] =>
  typedCells ?? cells.map(() => typed);

/** Names of `width` cells before a side that has the names `others`. */
function namesBefore(
  others: readonly string[],
  width: number,
  mark: string,
  names: readonly string[] = [],
): string[] {
  const taken = new Set(others);
  const end = names.findIndex((name) => taken.has(name));
  const own = end === -1 ? [] : names.slice(0, end);
  return namesFor(own, taken, width, mark, names);
}

/** Names of `width` cells after a side that has the names `others`. */
function namesAfter(
  others: readonly string[],
  width: number,
  mark: string,
  names: readonly string[] = [],
): string[] {
  const taken = new Set(others);
  const own = names.slice(names.findLastIndex((name) => taken.has(name)) + 1);
  return namesFor(own, taken, width, mark, names);
}

/**
 * The definition's names on this side of the other side's, or, where they are fewer than the cells, all that
 * the other side does not carry. Looking at this side first keeps names in place when the other side leaves
 * one out.
 */
function namesFor(
  own: readonly string[],
  taken: ReadonlySet<string>,
  width: number,
  mark: string,
  names: readonly string[],
): string[] {
  const free = own.length >= width ? own : names.filter((name) => !taken.has(name));
  return free.length === 0 ? markedNames(mark, width) : firstNames(free, mark, width);
}

function firstNames(free: readonly string[], mark: string, width: number): string[] {
  const names = free.slice(0, width);
  for (let at = names.length; at < width; at++) names.push(`${mark}${at}`);
  return names;
}

const marked = new Map<string, string[]>();

/** `_i0`, `_i1`, …: the same strings for every row, because making them anew was half the time of joining one. */
function markedNames(mark: string, width: number): string[] {
  const known = marked.get(mark) ?? [];
  marked.set(mark, known);
  for (let at = known.length; at < width; at++) known.push(`${mark}${at}`);
  return known.slice(0, width);
}

/** The names of both sides; of one that both have, the second gets the mark. */
function distinct(
  first: readonly string[],
  second: readonly string[],
  mark: string,
  notes: Set<RowNote>,
): string[] {
  const own = new Set(first);
  const taken = new Set(first);
  const names = [...first, ...second];
  if (!second.some((name) => taken.has(name))) return names;
  notes.add("nameOnBothSides");
  for (const name of second) taken.add(name);
  for (let at = first.length; at < names.length; at++) {
    const name = names[at]!;
    if (own.has(name)) names[at] = free(name, mark, taken);
  }
  return names;
}

/** The name behind as many marks as it takes to be nobody else's. */
function free(name: string, mark: string, taken: Set<string>): string {
  let marked = `${mark}.${name}`;
  while (taken.has(marked)) marked = `${mark}.${marked}`;
  taken.add(marked);
  return marked;
}
