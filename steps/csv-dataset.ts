import { csv } from "../shared/capture/encodings/csv.ts";
import type { Row } from "../shared/capture/row.ts";
import { UnusableInput } from "../shared/errors.ts";
import { CsvLines } from "../shared/scan/csv-lines.ts";
import { ScannedRows } from "../shared/scan/scanned-rows.ts";

/** A row longer than this is no row: a quote was never closed. */
const LONGEST_ROW = 8 << 20;
const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Rows in the order of the file. A scanned batch holds until the next one. */
export type RowBatch = readonly Row[] | ScannedRows;

export interface CsvOptions {
  /** Whether the first row names the columns. */
  readonly header?: boolean;
  /** Whether batches may be scanned ones, where they can. */
  readonly scan?: boolean;
}

/**
 * Rows of a CSV file, RFC 4180, a batch for each piece that was read: no row is awaited by itself. The first row names the
 * columns unless `header` is false; cells without a name are named by position, `_c0`, `_c1`, …, as Model Monitor does it.
 * Throws `UnusableInput` when a quote is never closed or text is not UTF-8.
 */
export function csvRows(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  options?: Pick<CsvOptions, "header">,
): AsyncGenerator<readonly Row[]>;
export function csvRows(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  options: CsvOptions,
): AsyncGenerator<RowBatch>;
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  { header: hasHeader = true, scan = false }: CsvOptions = {},
): AsyncGenerator<RowBatch> {
  const header = new Header(source, hasHeader);
  const lines = scan ? new CsvLines() : undefined;
  let rest = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([rest, chunk]);
    const start = isFirst && bytes.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
    const end = endOfRows(bytes, start);
    if (end > start) isFirst = false;
    rest = bytes.subarray(Math.max(start, end));
    if (rest.length > LONGEST_ROW)
      throw unusable(source, `a row of more than ${LONGEST_ROW / 1e6} MB; is a quote not closed?`);
    if (end > start) yield* batchesOf(bytes.subarray(start, end), header, source, lines);
  }
  const start = isFirst && rest.indexOf(BYTE_ORDER_MARK) === 0 ? BYTE_ORDER_MARK.length : 0;
  yield* batchesOf(rest.subarray(start), header, source, lines);
}

/** Whole rows as batches: scanned where their names are known and no quote is among them. */
function* batchesOf(
  bytes: Buffer,
  header: Header,
  source: string,
  lines: CsvLines | undefined,
): Generator<RowBatch> {
  if (lines === undefined || !header.isKnown || bytes.includes(QUOTE)) {
    yield header.name(rowsOf(bytes, source));
    return;
  }
  for (let at = 0; at < bytes.length; ) {
    const next = lines.scan(bytes, at);
    const { rows, width } = lines.cells;
    yield rows > 0
      ? new ScannedRows(lines.cells, header.namesOf(width))
      : header.name(rowsOf(bytes.subarray(at, next), source));
    at = next;
  }
}

/** Knows the names after the first row, or from the start that there are none. */
class Header {
  private readonly source: string;
  private names: readonly string[] | undefined;
  private readonly wider = new Map<number, readonly string[]>();

  constructor(source: string, hasHeader: boolean) {
    this.source = source;
    if (!hasHeader) this.names = [];
  }

  get isKnown(): boolean {
    return this.names !== undefined;
  }

  name(rows: readonly Row[]): Row[] {
    const named: Row[] = [];
    for (const row of rows) {
      if (this.names === undefined) this.names = this.header(row);
      else named.push({ names: this.namesOf(row.cells.length), cells: row.cells, typed: false });
    }
    return named;
  }

  private header({ cells }: Row): string[] {
    const names = cells.map((cell, index) => String(cell ?? `_c${index}`));
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw unusable(this.source, `column "${twice}" twice in the header`);
    return names;
  }

  namesOf(width: number): readonly string[] {
    const names = this.names!;
    if (width <= names.length) return names;
    const known =
      this.wider.get(width) ?? Array.from({ length: width }, (_, index) => names[index] ?? `_c${index}`);
    this.wider.set(width, known);
    return known;
  }
}

/**
 * Length of the bytes up to their last line break outside quotes. Quotes are read as the CSV encoding reads them: one opens a cell
 * only where the cell begins (5" pipe is no quoted cell), and a doubled one is a character.
 */
function endOfRows(bytes: Buffer, start: number): number {
  if (!bytes.includes(QUOTE)) return bytes.lastIndexOf(NEWLINE) + 1;
  let end = 0;
  let cell = start; // where the cell begins
  for (let at = start; at < bytes.length; at++) {
    const code = bytes[at];
    if (code === QUOTE && at === cell) {
      at = bytes.indexOf(QUOTE, at + 1);
      if (at === -1) return end;
      cell = at + 1; // a quote right after it doubles it, and the cell goes on
    } else if (code === COMMA) cell = at + 1;
    else if (code === NEWLINE) end = cell = at + 1;
  }
  return end;
}

function rowsOf(bytes: Buffer, source: string): readonly Row[] {
  const read = csv.decode(decoded(bytes, source), "text/csv");
  if (!read.ok) throw unusable(source, read.reason);
  return read.rows;
}

function decoded(bytes: Buffer, source: string): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw unusable(source, "bytes that are not UTF-8", cause);
  }
}

const unusable = (source: string, got: string, cause?: unknown) =>
  new UnusableInput(
    `${source} is not CSV that can be read: got ${got}. Expected one row a line (the first one the header), UTF-8, quoted as RFC 4180 says.`,
    { cause },
  );
