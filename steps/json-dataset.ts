import { decodeJson, jsonRows as rowsOfJson } from "../shared/capture/encodings/json.ts";
import { mayHideFraction } from "../shared/capture/encodings/json-spelling.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { UnusableInput } from "../shared/errors.ts";

/** A line longer than this is no row; the same bound as a captured line. */
const LONGEST_LINE = 8 << 20;

/**
 * Rows of JSON Lines, one object a line, a batch for each piece that was read: a row awaited by itself took twice the
 * time. Objects are read as captured ones are: what is nested is flattened to `a.b[0]`, numbers keep their spelling.
 * Throws `UnusableInput` with the line that is no object.
 */
export async function* jsonRows(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
): AsyncGenerator<readonly Row[]> {
  const lines = new ObjectLines(source);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of chunks) {
    const text = rest + decoded(decoder, chunk, lines);
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    if (rest.length > LONGEST_LINE) throw lines.fault(`is longer than ${LONGEST_LINE} characters`);
    yield lines.rows(text.slice(0, end));
  }
  yield lines.rows(rest + decoded(decoder, undefined, lines));
}

function decoded(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Uint8Array | undefined,
  lines: ObjectLines,
): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch (cause) {
    throw lines.fault("or one soon after it is not UTF-8", cause);
  }
}

/** Reads lines; knows how many there were, and the names of the last row. */
class ObjectLines {
  private readonly source: string;
  private line = 1;
  private names: readonly string[] = [];

  constructor(source: string) {
    this.source = source;
  }

  rows(text: string): Row[] {
    const rows: Row[] = [];
    const maySpell = mayHideFraction(text);
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    for (const line of lines) {
      if (/\S/.test(line)) this.add(line, maySpell, rows);
      this.line++;
    }
    return rows;
  }

  fault(what: string, cause?: unknown): UnusableInput {
    return new UnusableInput(`${this.source}:${this.line} ${what}; expected one JSON object a line.`, {
      cause,
    });
  }

  private add(line: string, maySpell: boolean, rows: Row[]): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw this.fault("is not JSON"); // the engine's message quotes the text
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw this.fault("is not a JSON object");
    const plain = maySpell ? undefined : this.plainRow(value as Record<string, unknown>);
    if (plain !== undefined) rows.push(plain);
    else this.addDecoded(line, value, rows);
  }

  /** The row of an object of scalars without an integer beyond 2⁵³; undefined for every other. */
  private plainRow(object: Readonly<Record<string, unknown>>): Row | undefined {
    const names = Object.keys(object);
    const cells: Cell[] = [];
    for (const name of names) {
      const value = object[name];
      if (typeof value === "object" && value !== null) return undefined;
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined;
      cells.push(value as Cell);
    }
    return { names: this.shared(names), cells, typed: true };
  }

  private addDecoded(line: string, value: unknown, rows: Row[]): void {
    const decoded = decodeJson(line, value, rowsOfJson);
    if (!decoded.ok) throw this.fault(`cannot be a row: ${decoded.reason}`);
    for (const row of decoded.rows) {
      const names = this.shared(row.names ?? row.cells.map((_, at) => `_c${at}`));
      rows.push({ ...row, names });
    }
  }

  /** The names of the row before where they are the same: whoever plans by names plans once. */
  private shared(names: readonly string[]): readonly string[] {
    const same = names.length === this.names.length && names.every((name, at) => name === this.names[at]);
    if (!same) this.names = names;
    return this.names;
  }
}
