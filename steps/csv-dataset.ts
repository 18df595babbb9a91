import { csv } from "../shared/capture/encodings/csv.ts";
import type { Row } from "../shared/capture/row.ts";
import { UnusableInput } from "../shared/errors.ts";

/** A row longer than this is no row: a quote was never closed. */
const LONGEST_ROW = 8 << 20;
const QUOTE = 34;
const COMMA = 44;
const NEWLINE = 10;

/**
 * Rows of a CSV file, RFC 4180, a batch for each piece that was read: no row is awaited by itself. The first row names the
 * columns unless `header` is false; cells without a name are named by position, `_c0`, `_c1`, …, as Model Monitor does it.
 * Throws `UnusableInput` when a quote is never closed or text is not UTF-8.
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  { header: hasHeader = true }: { readonly header?: boolean } = {},
): AsyncGenerator<readonly Row[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const header = new Header(source, hasHeader);
  let rest = "";
  for await (const chunk of chunks) {
    const text = rest + decoded(decoder, chunk, source);
    const end = endOfRows(text);
    rest = text.slice(end);
    if (rest.length > LONGEST_ROW)
      throw unusable(source, `a row of more than ${LONGEST_ROW / 1e6} MB; is a quote not closed?`);
    yield header.name(rowsOf(text.slice(0, end), source));
  }
  yield header.name(rowsOf(rest + decoded(decoder, undefined, source), source));
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

  private namesOf(width: number): readonly string[] {
    const names = this.names!;
    if (width <= names.length) return names;
    const known =
      this.wider.get(width) ?? Array.from({ length: width }, (_, index) => names[index] ?? `_c${index}`);
    this.wider.set(width, known);
    return known;
  }
}

/** The text of the next piece; without one, what is wrong with the last. */
function decoded(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Uint8Array | undefined,
  source: string,
): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw unusable(source, "bytes that are not UTF-8", cause);
  }
}

/**
 * Length of the text up to its last line break outside quotes. Quotes are read as the CSV encoding reads them: one opens a cell
 * only where the cell begins (5" pipe is no quoted cell), and a doubled one is a character.
 */
function endOfRows(text: string): number {
  if (!text.includes('"')) return text.lastIndexOf("\n") + 1;
  let end = 0;
  let cell = 0; // where the cell begins
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE && at === cell) {
      at = text.indexOf('"', at + 1);
      if (at === -1) return end;
      cell = at + 1; // a quote right after it doubles it, and the cell goes on
    } else if (code === COMMA) cell = at + 1;
    else if (code === NEWLINE) end = cell = at + 1;
  }
  return end;
}

function rowsOf(text: string, source: string): readonly Row[] {
  const decoded = csv.decode(text, "text/csv");
  if (!decoded.ok) throw unusable(source, decoded.reason);
  return decoded.rows;
}

const unusable = (source: string, got: string, cause?: unknown) =>
  new UnusableInput(
    `${source} is not CSV that can be read: got ${got}. Expected one row a line (the first one the header), UTF-8, quoted as RFC 4180 says.`,
    { cause },
  );
