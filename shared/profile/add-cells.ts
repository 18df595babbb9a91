/** The gathered cells of one column into its profile: a loop a column, and nothing asked of an object for a cell. */
import type { EvidencePointer } from "../capture/evidence.ts";
import {
  BOOLEAN,
  CELL_KINDS,
  type CellColumns,
  DECIMAL,
  INTEGER,
  LONG_DECIMAL,
  LONG_INTEGER,
  MISSING,
  NEGATIVE,
  ODD,
  TEXT,
  WITHOUT_DECIMALS,
  WITHOUT_SIGN,
} from "../scan/cell-columns.ts";
import { cellOfJson, cellText } from "../scan/cell-text.ts";
import type { ScannedSide } from "../scan/scanned-records.ts";
import type { CellType } from "./cell-type.ts";
import type { ColumnProfile } from "./column-profile.ts";
import type { EvidenceClass } from "./evidence-log.ts";

/** Rows of a scanned column. */
export interface ColumnRows {
  /** Its place among the columns of its side. */
  readonly column: number;
  readonly from: number;
  readonly to: number;
  readonly records: { pointer(row: number): EvidencePointer };
}

/** The class of each kind; an odd cell is classed by its text. */
const CLASSES: readonly (CellType | undefined)[] = Array.from({ length: CELL_KINDS }, (_, kind) => {
  switch (kind & WITHOUT_SIGN) {
    case MISSING:
      return "missing";
    case INTEGER:
    case LONG_INTEGER:
      return "integral";
    case DECIMAL:
    case LONG_DECIMAL:
      return "fractional";
    case TEXT:
      return "string";
    case BOOLEAN:
      return "boolean";
    default:
      return undefined;
  }
});

/** Cells of each kind among those that are being added; scratch space. */
const counts = new Int32Array(CELL_KINDS);

/** Adds them in the order of their rows. */
export function addCells(
  column: ColumnProfile,
  side: Pick<ScannedSide, "cells" | "typed">,
  rows: ColumnRows,
): void {
  const { block } = column;
  if (block === undefined || column.sensitive) {
    addOneByOne(column, side, rows);
    return;
  }
  const { cells } = side;
  const { forms, mantissas, doubles, stride } = cells;
  const first = rows.column * stride;
  const end = first + rows.to;
  counts.fill(0);
  for (let at = first + rows.from; at < end; at++) counts[forms[at]! & WITHOUT_DECIMALS]!++;
  countClasses(column, cells, rows);
  for (let at = first + rows.from; at < end; ) {
    switch (forms[at]! & WITHOUT_SIGN) {
      case INTEGER:
      case DECIMAL:
        at = block.addDecimals(forms, mantissas, at, end);
        continue;
      case LONG_INTEGER:
      case LONG_DECIMAL:
        block.addDouble(doubles[at]!);
        break;
      case TEXT:
      case BOOLEAN:
        column.updateAscii(cells.bytes, cells.starts[at]!, cells.ends[at]!, mantissas[at]!);
        break;
      case ODD:
        column.update(
          cells.texts[mantissas[at]!]!,
          (forms[at]! & NEGATIVE) !== 0,
          rows.records.pointer(at - first),
        );
        break;
    }
    at++;
  }
}

/** Adds to the classes what `counts` holds, and shows their first rows as evidence. */
function countClasses(column: ColumnProfile, cells: CellColumns, rows: ColumnRows): void {
  const { types, evidence } = column;
  const earliest = rows.records.pointer(rows.from);
  for (let kind = 0; kind < CELL_KINDS; kind++) {
    const count = counts[kind]!;
    const type = CLASSES[kind];
    if (count === 0 || type === undefined) continue;
    types[type] += count;
    if (evidence.mayKeep(type, earliest)) showRows(column, kind, type, cells, rows);
    if ((kind & NEGATIVE) === 0) continue;
    types.negative += count;
    if (evidence.mayKeep("negative", earliest)) showRows(column, kind, "negative", cells, rows);
  }
}

function showRows(
  { evidence }: ColumnProfile,
  kind: number,
  type: EvidenceClass,
  { forms, stride }: CellColumns,
  { column, from, to, records }: ColumnRows,
): void {
  for (let row = from; row < to; row++) {
    if ((forms[column * stride + row]! & WITHOUT_DECIMALS) !== kind) continue;
    const pointer = records.pointer(row);
    if (!evidence.mayKeep(type, pointer)) return;
    evidence.update(type, pointer);
  }
}

/** A sensitive column, or one of a kind that counts by spelling, takes every cell as it was captured. */
function addOneByOne(
  column: ColumnProfile,
  { cells, typed }: Pick<ScannedSide, "cells" | "typed">,
  { column: place, from, to, records }: ColumnRows,
): void {
  for (let row = from; row < to; row++) {
    const at = place * cells.stride + row;
    const given = typed ? cellOfJson(cells, at) : { cell: cellText(cells, at), typed: false };
    column.update(given.cell, given.typed, records.pointer(row));
  }
}
