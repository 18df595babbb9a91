/**
 * What a mapping sees of a capture record: Model Monitor's `inference_record` in our spelling, and the rows that
 * would be made of it without a mapping.
 */
import type { CaptureRecord, Payload } from "../capture/capture-record.ts";
import { payloadText } from "../capture/encodings/base64.ts";
import { parsedJson } from "../capture/parsed-json.ts";
import type { Cell, Row } from "../capture/row.ts";
import { SpelledNumber } from "../capture/spelled-number.ts";
import type { VersionedRows } from "../capture/versioned-rows.ts";
import { setMember } from "../expression/set-member.ts";
import { cellNumber, cellType } from "../profile/cell-type.ts";

export interface MappingDocument {
  /** The rows by column; read when a mapping asks for them. Throws `UnreadableRows` where the record has none. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly input: MappedPayload | undefined;
  readonly output: MappedPayload | undefined;
  readonly event: {
    readonly id: string | undefined;
    readonly inferenceId: string | undefined;
    /** ISO 8601 in UTC, with milliseconds, as it was captured. */
    readonly time: string | undefined;
    readonly customAttributes: readonly string[] | undefined;
  };
}

export interface MappedPayload {
  /** The payload as it was captured. */
  readonly data: string;
  readonly encoding: string;
  readonly contentType: string | undefined;
  /** What the payload says where it is JSON (the list of its lines where it is JSON Lines); undefined otherwise. */
  readonly value: unknown;
}

/** A mapping asked for rows that cannot be made; the message is the reason. */
export class UnreadableRows extends Error {}

/** `decode` gives the record's rows; `read` keeps them for their notes. A record of batch transform has one payload, its output. */
export function mappingDocument(
  record: CaptureRecord,
  decode: () => VersionedRows,
): { readonly document: MappingDocument; readonly read: { rows?: VersionedRows } } {
  const { eventId, inferenceId, inferenceTime, customAttributes } = record;
  const output = record.output ?? record.batch;
  const read: { rows?: VersionedRows } = {};
  let rows: MappingDocument["rows"] | undefined;
  const document: MappingDocument = {
    get rows() {
      read.rows ??= decode();
      if (!read.rows.ok) throw new UnreadableRows(read.rows.reason);
      const { names } = read.rows;
      rows ??= read.rows.rows.map((row) => rowObject(row, names));
      return rows;
    },
    input: record.input && mappedPayload(record.input),
    output: output && mappedPayload(output),
    event: {
      id: eventId,
      inferenceId,
      time: inferenceTime === undefined ? undefined : new Date(inferenceTime).toISOString(),
      customAttributes,
    },
  };
  return { document, read };
}

/** What says whether a record is in a sample: its event's id, or what else tells it from others. */
export function sampledText({ event, input, output }: MappingDocument): string {
  return event.id ?? event.inferenceId ?? `${input?.data ?? ""}\0${output?.data ?? ""}`;
}

function mappedPayload({ data, encoding, contentType }: Payload): MappedPayload {
  let value: { readonly is: unknown } | undefined;
  return {
    data,
    encoding,
    contentType,
    get value() {
      value ??= { is: payloadValue(data, encoding) };
      return value.is;
    },
  };
}

function payloadValue(data: string, encoding: string): unknown {
  const text = encoding === "BASE64" ? payloadText(data) : encoding === "JSON" ? data : undefined;
  if (text === undefined) return undefined;
  const whole = parsedJson(text);
  if (whole !== undefined) return whole;
  const lines = text
    .split("\n")
    .filter((line) => /\S/.test(line))
    .map(parsedJson);
  return lines.length === 0 || lines.includes(undefined) ? undefined : lines;
}

/** A row by column; columns without a name of their own have the definition's, or `_c0`, `_c1`, … */
function rowObject(
  { cells, names, typed, typedCells }: Row,
  columns: readonly string[] = [],
): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (let at = 0; at < cells.length; at++) {
    const value = cellValue(cells[at], typedCells?.[at] ?? typed);
    if (value !== undefined) setMember(row, (names ?? columns)[at] ?? `_c${at}`, value);
  }
  return row;
}

/** The value of a cell: what CSV text spells, what JSON is. A whole number that is spelled as a fraction keeps that, and one beyond 2⁵³ its digits. */
function cellValue(cell: Cell, typed: boolean): unknown {
  if (typed || typeof cell !== "string") return cell;
  switch (cellType(cell, false)) {
    case "integral":
    case "fractional": {
      const value = cellNumber(cell);
      return Number.isFinite(value) && isSpelledByItself(value, cell)
        ? value
        : new SpelledNumber(value, cell);
    }
    case "boolean":
      return cell === "true";
    case "missing":
      return null;
    case "string":
      return cell;
  }
}

/** Whether the number without its text has the class that the text has, and as many different values. */
const isSpelledByItself = (value: number, cell: string) =>
  cellType(value, true) === cellType(cell, false) &&
  (!Number.isInteger(value) || Number.isSafeInteger(value));
