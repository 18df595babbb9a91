/**
 * One record of an object that batch transform read or wrote: a line of CSV, a line of JSON, or a JSON document. With
 * GenerateInferenceId each carries its id and the time at which its job was started; with `join_source: Input` the
 * input stands beside the answer.
 */
import type { CaptureRecord, Payload } from "./capture-record.ts";
import { csv } from "./encodings/csv.ts";
import { decodePayload } from "./encodings/index.ts";
import { decodeJson, jsonRows } from "./encodings/json.ts";
import { ofPossibleWidth, payloadSizeFault } from "./encodings/payload-size.ts";
import type { RowNote } from "./join-rows.ts";
import { type JsonObject, jsonOf, objectOf, textOf } from "./json-type.ts";
import type { Cell, Row } from "./row.ts";
import { isHeader, joinSides, type RecordRows, type RowOptions, rowsOf } from "./rows.ts";
import { parseUtcTime } from "./utc-time.ts";

export interface BatchRecord {
  /** `SageMakerInferenceId` is its event's id. */
  readonly record: Pick<CaptureRecord, "eventId" | "inferenceTime">;
  readonly rows: RecordRows;
}

const UUID = /^\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$/i;

/**
 * A line of CSV: one row, its cells as they stand (a joined line is the input, then the answer; nothing says where one
 * ends). Its last two cells are id and time where they look like them and the definition does not name them. A line
 * that spells the definition's names is a header and no row.
 */
export function csvBatchRecord(line: string, options: RowOptions): BatchRecord {
  const decoded = ofPossibleWidth(csv.decode(line, "text/csv"));
  if (!decoded.ok) return { record: {}, rows: decoded };
  const [row] = decoded.rows;
  if (row === undefined) return { record: {}, rows: { ok: true, rows: [], notes: [] } };
  const marks = marksOf(row.cells, options);
  const own: Row = marks === undefined ? row : { ...row, cells: row.cells.slice(0, -2) };
  return isHeader(own, "input", { ...options, order: "input-first" })
    ? { record: marks ?? {}, rows: { ok: true, rows: [], notes: ["headerSkipped"] } }
    : { record: marks ?? {}, rows: { ok: true, rows: [own], notes: [] } };
}

function marksOf(cells: readonly Cell[], { names }: RowOptions): BatchRecord["record"] | undefined {
  if (cells.length === names?.length) return undefined;
  const [, eventId] = UUID.exec(String(cells.at(-2) ?? "")) ?? [];
  const inferenceTime = parseUtcTime(String(cells.at(-1) ?? "").trim());
  return eventId === undefined || inferenceTime === undefined ? undefined : { eventId, inferenceTime };
}

/**
 * A JSON text; undefined when it is not JSON. `SageMakerOutput` beside the fields of the input (or beside
 * `SageMakerInput`, where that is no object) are two sides, joined row by row as an endpoint's request and answer are;
 * otherwise its rows are what they are.
 */
export function jsonBatchRecord(text: string, options: RowOptions): BatchRecord | undefined {
  const reason = payloadSizeFault(text);
  if (reason !== undefined) return { record: {}, rows: { ok: false, reason } };
  const value = jsonOf(text);
  if (value === undefined) return undefined;
  return {
    record: metadataOf(objectOf(value) ?? {}),
    rows: ofPossibleWidth(decodeJson(text, value, (read): RecordRows => sidesOf(read, options))),
  };
}

/** What the merge job kept of a record of batch transform: without id and time, otherwise as it was written. */
export function batchRows(payload: Payload, options: RowOptions): RecordRows {
  const { data, encoding } = payload;
  const joined = encoding === "JSON" ? jsonBatchRecord(data, options)?.rows : undefined;
  if (joined !== undefined) return joined;
  const decoded = decodePayload(payload);
  if (decoded === undefined) return rowsOf({ output: { data, encoding } }, options); // says which encodings there are
  return decoded.ok ? { ...decoded, notes: [] } : decoded;
}

function sidesOf(value: unknown, options: RowOptions): RecordRows {
  const object = objectOf(value);
  if (object === undefined) return withoutNotes(value);
  const { SageMakerInferenceId: _id, SageMakerInferenceTime: _time, ...fields } = object;
  if (fields["SageMakerOutput"] === undefined) return withoutNotes(fields);
  const { SageMakerOutput: answer, ...rest } = fields;
  const names = Object.keys(rest);
  const request = names.length === 1 && names[0] === "SageMakerInput" ? rest["SageMakerInput"] : rest;
  return joinSides({ input: jsonRows(request), output: jsonRows(answer) }, options, new Set<RowNote>());
}

function withoutNotes(value: unknown): RecordRows {
  const decoded = jsonRows(value);
  return decoded.ok ? { ...decoded, notes: [] } : decoded;
}

function metadataOf(object: JsonObject): BatchRecord["record"] {
  const eventId = UUID.exec(textOf(object["SageMakerInferenceId"]) ?? "")?.[1];
  const inferenceTime = parseUtcTime(textOf(object["SageMakerInferenceTime"]) ?? "");
  return {
    ...(eventId !== undefined && { eventId }),
    ...(inferenceTime !== undefined && { inferenceTime }),
  };
}
