/** From a capture record to the rows that a profile is made of. */
import type { CaptureRecord, Payload } from "./capture-record.ts";
import { decodePayload, payloadEncodings } from "./encodings/index.ts";
import { joinRows, type RowNote, type RowOptions } from "./join-rows.ts";
import type { Decoded, Row } from "./row.ts";

export type { RowOptions };

export type RecordRows =
  | { readonly ok: true; readonly rows: readonly Row[]; readonly notes: readonly RowNote[] }
  | { readonly ok: false; readonly reason: string };

/** Places kept for a side that did not come, 8 bytes each. */
export const MOST_ABSENT_CELLS = 8_000_000;

type Side = "input" | "output";

/**
 * The rows of a record: row by row the cells of its input and of its output joined in `order`, or why there
 * are none (a short sentence without captured text). A record with one side gives that side. A first line of
 * CSV that repeats the definition's names is a header and no row. As many outputs on one line as there are
 * input rows are one output each; any other difference in number is a reason, because nothing says which row
 * belongs to which. Model Monitor reads the first row of such a payload only.
 */
export function rowsOf(record: CaptureRecord, options: RowOptions): RecordRows {
  const notes = new Set<RowNote>();
  const input = record.input && sideRows(record.input, "input", options, notes);
  const output = record.output && sideRows(record.output, "output", options, notes);
  return joinSides({ input, output }, options, notes);
}

/** The same from sides that have been decoded; a side that was not captured is undefined. Adds to `notes`. */
export function joinSides(
  { input, output }: Readonly<Record<Side, Decoded | undefined>>,
  options: RowOptions,
  notes: Set<RowNote>,
): RecordRows {
  if (input?.ok === false) return input;
  if (output?.ok === false) return output;
  if (input === undefined || output === undefined) {
    if (input !== undefined) notes.add("inputOnly");
    if (output !== undefined) notes.add("outputOnly");
    const rows = (input ?? output)?.rows ?? [];
    const atTheEnd = (input !== undefined) === (options.order === "output-first");
    if (atTheEnd && rows.length * (options.names?.length ?? 0) > MOST_ABSENT_CELLS)
      return { ok: false, reason: `rows of one side leave more than ${MOST_ABSENT_CELLS} cells empty` };
    return {
      ok: true,
      rows: atTheEnd ? rows.map((row) => placedAtEnd(row, options)) : rows,
      notes: [...notes],
    };
  }
  const outputs = onePerInput(output.rows, input.rows.length, notes);
  if (outputs === undefined) return { ok: false, reason: countFault(input.rows.length, output.rows.length) };
  const rows: Row[] = [];
  for (const [at, row] of input.rows.entries()) {
    const joined = joinRows(row, outputs[at]!, options, notes);
    if (typeof joined === "string") return { ok: false, reason: joined };
    rows.push(joined);
  }
  return { ok: true, rows, notes: [...notes] };
}

/** The row of a second side that came alone: without its first cells, so that each cell keeps its own column. */
function placedAtEnd(row: Row, { names = [] }: RowOptions): Row {
  const absent = names.length - row.cells.length;
  if (row.names !== undefined || absent <= 0) return row;
  const cells = [...new Array<undefined>(absent).fill(undefined), ...row.cells];
  if (row.typedCells === undefined) return { ...row, cells };
  return { ...row, cells, typedCells: [...new Array<boolean>(absent).fill(false), ...row.typedCells] };
}

function sideRows(payload: Payload, side: Side, options: RowOptions, notes: Set<RowNote>): Decoded {
  const decoded = decodePayload(payload);
  if (decoded === undefined) return { ok: false, reason: unknownEncoding(payload.encoding) };
  if (!decoded.ok) return { ok: false, reason: `${side}: ${decoded.reason}` };
  const { rows } = decoded;
  if (rows.length < 2 || !isHeader(rows[0]!, side, options)) return decoded;
  notes.add("headerSkipped");
  return { ok: true, rows: rows.slice(1) };
}

function unknownEncoding(name: string): string {
  const known = payloadEncodings.map((encoding) => encoding.name).join(", ");
  const printable = name
    .slice(0, 200)
    .replace(/[^\x20-\x7e]/g, "")
    .slice(0, 20);
  return `unknown encoding "${printable}" (known: ${known})`;
}

/** Whether a row spells the definition's names: all of them, or the side's own at its end of them. */
export function isHeader(row: Row, side: Side, { order, names }: RowOptions): boolean {
  if (names === undefined || row.typed || row.typedCells || row.cells.length > names.length) return false;
  const offset = order.startsWith(side) ? 0 : names.length - row.cells.length;
  return row.cells.every((cell, at) => typeof cell === "string" && cell.trim() === names[offset + at]);
}

/**
 * As many output rows as input rows: as they are, or one line's cells; undefined when the numbers do not
 * agree.
 */
function onePerInput(
  outputs: readonly Row[],
  inputs: number,
  notes: Set<RowNote>,
): readonly Row[] | undefined {
  if (outputs.length === inputs) return outputs;
  const [line] = outputs;
  if (outputs.length !== 1 || line?.names !== undefined || line?.cells.length !== inputs) return undefined;
  notes.add("outputsOnOneLine");
  return line.cells.map((cell, at) => ({ cells: [cell], typed: line.typedCells?.[at] ?? line.typed }));
}

function countFault(inputs: number, outputs: number): string {
  const rows = (count: number, side: Side) => `${count} ${side} row${count === 1 ? "" : "s"}`;
  return `${rows(inputs, "input")} but ${rows(outputs, "output")}`;
}
