import { BACKSLASH, LETTER_N, NEWLINE, QUOTE, RETURN } from "./bytes.ts";
import { CellColumns } from "./cell-columns.ts";
import { newScanCore } from "./scan-core/scan-core.ts";
import { scanCsv } from "./scan-csv.ts";

/** Room for a line break as an escape, and behind it a quote and a line break that end the scan. */
const PAD = 6;

const FIRST_BYTES = 1 << 16;

/** Lines of CSV some hundred at a time, as they would stand in a JSON string: one scanner reads both. */
export class CsvLines {
  /** Memory of its own: whoever asks for rows may do something else before the next ones. */
  readonly #core = newScanCore();
  /** What was scanned last. */
  readonly cells = new CellColumns(true, this.#core);
  /** From `#start` on, in the core's memory while there is room for them. */
  #bytes = this.#core?.bytes ?? Buffer.alloc(FIRST_BYTES);
  #start = this.#core?.linesAt ?? 0;
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
    if (scanCsv(cells, this.#bytes, this.#start, 0) < 0) cells.rows = 0;
    return next;
  }

  /** Copies so many lines, with an escape between them for the line break, and a quote behind the last. */
  #copy(text: Buffer, start: number, lines: number): number {
    let length = this.#start;
    let at = start;
    for (let line = 0; line < lines && at < text.length; line++) {
      const found = text.indexOf(NEWLINE, at);
      const end = found === -1 ? text.length : found;
      length = this.#reserve(length, 2 * (end - at) + PAD);
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

  /** Room for `more` bytes behind `length`, which may be another place from now on. */
  #reserve(length: number, more: number): number {
    if (length + more <= this.#bytes.length) return length;
    const used = length - this.#start;
    const wider = Buffer.alloc(Math.max(used + more, 2 * used));
    this.#bytes.copy(wider, 0, this.#start, length);
    this.#bytes = wider;
    this.#start = 0;
    return used;
  }
}
