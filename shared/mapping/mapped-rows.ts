import { flattenRow } from "../capture/encodings/flatten-row.ts";
import type { Cell, Decoded, Row } from "../capture/row.ts";
import { SpelledNumber } from "../capture/spelled-number.ts";
import { isFunction, isObject, kindOf } from "../expression/expression-value.ts";
import { byCodeUnit } from "../profile/code-unit-order.ts";

/**
 * The rows of what a mapping gives: an object is one, a list of objects one each, an empty list or nothing none.
 * Anything else is a reason. `sorted`: columns in the order of their names, as Model Monitor takes them.
 */
export function mappedRows(value: unknown, { sorted }: { readonly sorted: boolean }): Decoded {
  if (value === undefined) return { ok: true, rows: [] };
  const rows: Row[] = [];
  for (const each of Array.isArray(value) ? value : [value]) {
    const row = mappedRow(each);
    if (typeof row === "string") return { ok: false, reason: row };
    rows.push(sorted ? inOrder(row) : row);
  }
  return { ok: true, rows };
}

function mappedRow(value: unknown): Row | string {
  if (!isObject(value)) return `it gives ${kindOf(value)}; expected an object for each row`;
  if (holdsFunction(value)) return "it gives a function as a cell; expected a value";
  const row = flattenRow(value);
  return typeof row === "string" ? row : finite(row);
}

/** Functions have no JSON. What an expression gives is nested no deeper than `flattenRow` accepts, or is refused there. */
function holdsFunction(value: object, depth = 0): boolean {
  for (const key in value) {
    const each: unknown = value[key as keyof typeof value];
    if (typeof each !== "object" || each === null || each instanceof SpelledNumber) continue;
    if (isFunction(each) || (depth < 32 && holdsFunction(each, depth + 1))) return true;
  }
  return false;
}

/** What no number is (0 ÷ 0) is a missing cell. */
function finite(row: Row): Row {
  if (!row.cells.some(isNoNumber)) return row;
  return { ...row, cells: row.cells.map((cell): Cell => (isNoNumber(cell) ? null : cell)) };
}

const isNoNumber = (cell: unknown) => typeof cell === "number" && !Number.isFinite(cell);

function inOrder({ cells, names = [], typed, typedCells }: Row): Row {
  const order = names.map((_, at) => at).sort((a, b) => byCodeUnit(names[a]!, names[b]!));
  return {
    cells: order.map((at) => cells[at]),
    names: order.map((at) => names[at]!),
    typed,
    ...(typedCells === undefined ? {} : { typedCells: order.map((at) => typedCells[at]!) }),
  };
}
