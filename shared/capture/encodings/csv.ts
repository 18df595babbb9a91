import type { Cell, Decoded, Row } from "../row.ts";
import type { PayloadEncoding } from "./payload-encoding.ts";

const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/**
 * CSV by RFC 4180: quoted cells, doubled quotes, commas and newlines in quotes, LF or CRLF; a line is a row,
 * an empty line is none. Cells are as they stand (blanks belong to the grammar of types), an empty one is
 * null, quoted or not. A quote inside a cell that does not begin with one is a character like others, as
 * Python's `csv` reads it.
 */
export const csv: PayloadEncoding = {
  name: "CSV",
  decode: (data) => (data.includes('"') ? quotedRows(data) : { ok: true, rows: plainRows(data) }),
};

/** Without a quote every comma and every newline separates. */
function plainRows(data: string): Row[] {
  const rows: Row[] = [];
  for (const line of data.split("\n")) {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    if (text === "") continue;
    const cells: Cell[] = text.split(",");
    for (let at = 0; at < cells.length; at++) if (cells[at] === "") cells[at] = null;
    rows.push({ cells, typed: false });
  }
  return rows;
}

function quotedRows(data: string): Decoded {
  const rows: Row[] = [];
  let at = 0;
  while (at < data.length) {
    const breakLength = lineBreak(data, at);
    if (breakLength > 0) {
      at += breakLength; // an empty line
      continue;
    }
    const row = readRow(data, at);
    if (typeof row === "string") return { ok: false, reason: row };
    rows.push({ cells: row.cells, typed: false });
    at = row.next;
  }
  return { ok: true, rows };
}

/** The row that begins at `at` and where the next one begins, or the reason why it cannot be read. */
function readRow(data: string, at: number): { cells: Cell[]; next: number } | string {
  const cells: Cell[] = [];
  for (let start = at; ; ) {
    const quoted = data.charCodeAt(start) === QUOTE;
    const end = quoted ? quotedEnd(data, start) : plainEnd(data, start);
    if (end === -1) return "CSV ends inside a quoted cell";
    const text = quoted ? data.slice(start + 1, end - 1).replaceAll('""', '"') : data.slice(start, end);
    cells.push(text === "" ? null : text);
    if (data.charCodeAt(end) !== COMMA) {
      const breakLength = lineBreak(data, end);
      if (breakLength === 0 && end < data.length) return "CSV has text after a closing quote";
      return { cells, next: end + breakLength };
    }
    start = end + 1;
  }
}

/** Length of the line break at `at`: LF, CRLF, or a CR that is the last character; 0 when there is none. */
function lineBreak(data: string, at: number): number {
  const code = data.charCodeAt(at);
  if (code === NEWLINE) return 1;
  if (code !== RETURN) return 0;
  if (at + 1 === data.length) return 1;
  return data.charCodeAt(at + 1) === NEWLINE ? 2 : 0;
}

function plainEnd(data: string, start: number): number {
  let at = start;
  while (at < data.length && data.charCodeAt(at) !== COMMA && lineBreak(data, at) === 0) at++;
  return at;
}

/** Just after the quote that closes the cell opened at `start`, -1 when none does. */
function quotedEnd(data: string, start: number): number {
  for (let at = start + 1; ; at += 2) {
    at = data.indexOf('"', at);
    if (at === -1) return -1;
    if (data.charCodeAt(at + 1) !== QUOTE) return at + 1;
  }
}
