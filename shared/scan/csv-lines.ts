import { BACKSLASH, LETTER_N, NEWLINE, QUOTE, RETURN } from "./bytes.ts";
import { CellColumns } from "./cell-columns.ts";
import { scanCsv } from "./scan-csv.ts";

/** Room for a line break as an escape, and behind it a quote and a line break that end the scan. */
const PAD = 6;

/** Lines of CSV some hundred at a time, as they would stand in a JSON string: one scanner reads both. */
export class CsvLines {
  /** What was scanned last. */
  readonly cells = new CellColumns(true);
  #bytes = Buffer.alloc(1 << 16);
  #text: Buffer | undefined;
  /** The first backslash of `#text` behind the lines that are done. */
  #backslash = 0;

  /**
   * Scans lines of `text` from `start` on, as many as there is room for, and returns where the next one begins. `rows` of `cells` is 0
   * where the plain way has to read those lines. The text has no quotes, and `start` is before its last line break.
   */
  scan(text: Buffer, start: number): number {
    const { cells } = this;
    cells.clear();
    const next = this.#copy(text, start, cells.stride);
    if (scanCsv(cells, this.#bytes, 0, 0) < 0) cells.rows = 0;
    return next;
  }

  /** Copies so many lines, with an escape between them for the line break, and a quote behind the last. */
  #copy(text: Buffer, start: number, lines: number): number {
    let length = 0;
    let at = start;
    for (let line = 0; line < lines && at < text.length; line++) {
      const found = text.indexOf(NEWLINE, at);
      const end = found === -1 ? text.length : found;
      this.#reserve(length + 2 * (end - at) + PAD);
      if (line > 0) {
        this.#bytes[length++] = BACKSLASH;
        this.#bytes[length++] = LETTER_N;
      }
      length = this.#copyLine(text, at, text[end - 1] === RETURN && end > at ? end - 1 : end, length);
      at = end + 1;
    }
    this.#bytes[length++] = QUOTE;
    this.#bytes[length] = NEWLINE;
    return at;
  }

  #copyLine(text: Buffer, start: number, end: number, to: number): number {
    if (!this.#hasBackslash(text, start, end)) return to + text.copy(this.#bytes, to, start, end);
    let length = to;
    for (let at = start; at < end; at++) {
      if (text[at] === BACKSLASH) this.#bytes[length++] = BACKSLASH;
      this.#bytes[length++] = text[at]!;
    }
    return length;
  }

  /** Looked for once for all lines before it: there is seldom one. */
  #hasBackslash(text: Buffer, start: number, end: number): boolean {
    if (text !== this.#text || this.#backslash < start) {
      const found = text.indexOf(BACKSLASH, start);
      this.#text = text;
      this.#backslash = found === -1 ? text.length : found;
    }
    return this.#backslash < end;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#bytes.length) return;
    const wider = Buffer.alloc(Math.max(bytes, 2 * this.#bytes.length));
    wider.set(this.#bytes);
    this.#bytes = wider;
  }
}
