/** A file's lines from its bytes. Holds one line and one chunk at a time, whatever the file's size. */

export interface TextLine {
  /** From 1; blank lines count. */
  readonly line: number;
  readonly text: string;
  /** On the last line, where the file does not end in a newline: its writer may have been interrupted. */
  readonly last?: true;
  readonly terminated?: false;
}

export interface FaultyLine {
  readonly line: number;
  /** A short sentence without captured text. */
  readonly fault: string;
}

/** More than the 6 MB that long bounded a real-time request, and little beside a function's memory. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;

/** A line that crosses chunks is seldom longer. */
const FIRST_ROOM = 4096;

const NEWLINE = 10;
const RETURN = 13;

/**
 * The lines of a stream of bytes, in order: ended by LF or CRLF, a byte order mark at the file's start left
 * out, blank lines left out (they keep their number). A line over `maxLineBytes` or not in UTF-8 is one fault
 * and no text; the bytes over the bound are never held. Throws only what `chunks` throws.
 */
export async function* splitLines(
  chunks: AsyncIterable<Uint8Array>,
  { maxLineBytes = MAX_LINE_BYTES }: { readonly maxLineBytes?: number } = {},
): AsyncGenerator<TextLine | FaultyLine> {
  const pending = new PendingLine(maxLineBytes);
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const line = pending.end(chunk, start, end);
      if (line !== undefined) yield line;
      start = end + 1;
    }
    pending.add(chunk, start);
  }
  const line = pending.end(new Uint8Array(0), 0, 0);
  if (line !== undefined) yield "text" in line ? { ...line, last: true, terminated: false } : line;
}

/** The line being read: what earlier chunks brought of it, in one buffer however small the chunks were. */
class PendingLine {
  readonly #max: number;
  #held = new Uint8Array(FIRST_ROOM);
  /** Bytes of the line so far; more than `#limit` are counted and not held. */
  #bytes = 0;
  #line = 1;

  constructor(max: number) {
    this.#max = max;
  }

  /** Keeps what a chunk has from `start` on, or only its length when the line is too long. */
  add(chunk: Uint8Array, start: number): void {
    const bytes = this.#bytes + chunk.length - start;
    if (bytes <= this.#limit) {
      this.#makeRoom(bytes);
      this.#held.set(start === 0 ? chunk : chunk.subarray(start), this.#bytes);
    }
    this.#bytes = bytes;
  }

  /** The line that ends at `end` of this chunk; undefined when it is blank. */
  end(chunk: Uint8Array, start: number, end: number): TextLine | FaultyLine | undefined {
    const line = this.#line++;
    if (this.#bytes === 0 && start === end) return undefined;
    const piece = chunk.subarray(start, end);
    const bytes = this.#bytes + piece.length;
    const whole = bytes > this.#limit ? undefined : this.#bytes === 0 ? piece : this.#joined(piece);
    this.#bytes = 0;
    return whole === undefined ? tooLong(line, this.#max) : lineOf(whole, line, this.#max);
  }

  #joined(last: Uint8Array): Uint8Array {
    const bytes = this.#bytes + last.length;
    this.#makeRoom(bytes);
    this.#held.set(last, this.#bytes);
    return this.#held.subarray(0, bytes);
  }

  /** Doubling, so that a byte is copied twice at most. */
  #makeRoom(bytes: number): void {
    if (bytes <= this.#held.length) return;
    const wider = new Uint8Array(Math.max(bytes, Math.min(2 * this.#held.length, this.#limit)));
    wider.set(this.#held.subarray(0, this.#bytes));
    this.#held = wider;
  }

  /** The bound, with room for what is not part of the line: a carriage return and a byte order mark. */
  get #limit(): number {
    return this.#max + 4;
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The line of these bytes, which have no line feed; undefined where it is blank. */
export function lineOf(
  bytes: Uint8Array,
  line: number,
  maxLineBytes = MAX_LINE_BYTES,
): TextLine | FaultyLine | undefined {
  const own = withoutMarks(bytes, line === 1);
  if (own.length > maxLineBytes) return tooLong(line, maxLineBytes);
  try {
    const text = decoder.decode(own);
    return /\S/.test(text) ? { line, text } : undefined;
  } catch {
    return { line, fault: "line is not UTF-8" };
  }
}

export const tooLong = (line: number, maxLineBytes = MAX_LINE_BYTES): FaultyLine => ({
  line,
  fault: `line is longer than ${maxLineBytes} bytes`,
});

function withoutMarks(bytes: Uint8Array, first: boolean): Uint8Array {
  const start = first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return bytes.subarray(start, bytes.at(-1) === RETURN ? bytes.length - 1 : bytes.length);
}
