import type { Cell, Row } from "../row.ts";
import { SpelledNumber } from "../spelled-number.ts";
import { MOST_ROW_CELLS } from "./payload-size.ts";

const MAX_DEPTH = 32; // containers inside each other, the row's own included
const MAX_NAME = 1000; // a name is copied into each of its cells' names: a long one would fill the memory

type JsonCell = Cell | SpelledNumber;

interface Flat {
  readonly names: string[];
  readonly cells: JsonCell[];
  /** Whether an object was met: without one, cells go by position. */
  named: boolean;
  nested: boolean;
}

/**
 * One typed row from any JSON value: members become cells named by their path (`a.b[0]`), elements of lists
 * alone stay without names, an empty container gives no cell. Returns the reason instead when the row is too
 * deep, too wide, has a name that is too long, or one name twice (`{"a.b":1,"a":{"b":2}}`).
 */
export function flattenRow(value: unknown): Row | string {
  const flat: Flat = { names: [], cells: [], named: false, nested: false };
  const fault = flatten(value, "", 0, flat);
  if (fault !== undefined) return fault;
  if (!flat.named) return typedRow(flat.cells);
  // Keys of one object are distinct already.
  if (flat.nested && new Set(flat.names).size < flat.names.length) return "JSON row has a column name twice";
  return { ...typedRow(flat.cells), names: flat.names };
}

/** A row of JSON's own cells: typed, but for the numbers that are spelled, whose text says what they are. */
export function typedRow(cells: readonly JsonCell[]): Row {
  if (!cells.some((cell) => cell instanceof SpelledNumber)) return { cells: cells as Cell[], typed: true };
  return {
    cells: cells.map((cell) => (cell instanceof SpelledNumber ? cell.spelling : cell)),
    typed: false,
    typedCells: cells.map((cell) => !(cell instanceof SpelledNumber)),
  };
}

/** Adds the cells below a value; gives a reason when they cannot be added. */
function flatten(value: unknown, path: string, depth: number, flat: Flat): string | undefined {
  if (typeof value !== "object" || value === null || value instanceof SpelledNumber)
    return addCell(value as JsonCell, path, flat);
  if (depth === MAX_DEPTH) return `JSON row is nested more than ${MAX_DEPTH} deep`;
  if (depth > 0) flat.nested = true;
  if (Array.isArray(value)) return flattenList(value, path, depth, flat);
  flat.named = true;
  const object = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(object)) {
    const fault = flatten(object[key], path === "" ? key : `${path}.${key}`, depth + 1, flat);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function flattenList(list: readonly unknown[], path: string, depth: number, flat: Flat): string | undefined {
  for (let at = 0; at < list.length; at++) {
    const fault = flatten(list[at], `${path}[${at}]`, depth + 1, flat);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function addCell(cell: JsonCell, path: string, flat: Flat): string | undefined {
  if (flat.cells.length === MOST_ROW_CELLS) return `JSON row has more than ${MOST_ROW_CELLS} cells`;
  if (path.length > MAX_NAME) return `JSON row has a column name of more than ${MAX_NAME} characters`;
  flat.names.push(path);
  flat.cells.push(cell);
  return undefined;
}
