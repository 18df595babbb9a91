/**
 * One line of a capture file: a request, its answer, or both, and when it was (docs: data capture, JSON
 * Lines).
 */
import { type JsonObject, jsonOf, jsonType, objectOf, textOf } from "./json-type.ts";
import { targetModelOf } from "./target-model.ts";
import { parseUtcTime } from "./utc-time.ts";

/** One side of a record as it was captured. */
export interface Payload {
  readonly data: string;
  /** `CSV`, `JSON` or `BASE64`; the endpoint's configuration chose it, not the payload. */
  readonly encoding: string;
  /** The Content-Type header as it came, parameters included. */
  readonly contentType?: string;
}

export interface CaptureRecord {
  readonly input?: Payload;
  readonly output?: Payload;
  /** What the merge job writes of batch transform: the answer, and the request too where they were joined. */
  readonly batch?: Payload;
  readonly eventId?: string;
  /** The caller's own id of the request. */
  readonly inferenceId?: string;
  /** Epoch milliseconds. */
  readonly inferenceTime?: number;
  /** Why `inferenceTime` is not there although something stood in its place. */
  readonly inferenceTimeFault?: string;
  readonly customAttributes?: readonly string[];
  /** Which model of several answered, where the metadata says so and somebody asked. */
  readonly targetModel?: string;
}

export type ParsedRecord =
  | { readonly ok: true; readonly record: CaptureRecord }
  | { readonly ok: false; readonly reason: string };

/**
 * Ids longer than this are left out: they are copied into evidence. SageMaker's own have 36 characters,
 * callers' at most 64.
 */
const MAX_ID = 256;

/**
 * The record on one line of a capture file, or why there is none (a short sentence without captured text).
 * The payloads are not looked into. Ids, times and attributes that are not as expected are left out: rows
 * count more. `targetModel` is what the metadata calls the target model.
 */
export function parseCaptureRecord(
  line: string,
  { targetModel }: { readonly targetModel?: string | undefined } = {},
): ParsedRecord {
  const value = jsonOf(line);
  if (value === undefined)
    return { ok: false, reason: endsEarly(line) ? "line is cut off" : "line is not JSON" };
  const object = objectOf(value);
  if (object === undefined) return { ok: false, reason: `line is ${jsonType(value)}, expected object` };
  const capture = objectOf(object["captureData"]);
  if (capture === undefined)
    return { ok: false, reason: fault("captureData", object["captureData"], "object") };
  const record = metadataOf(object["eventMetadata"], targetModel);
  for (const [name, side] of SIDES) {
    const payload = payloadOf(capture, name);
    if (typeof payload === "string") return { ok: false, reason: payload };
    if (payload !== undefined) record[side] = payload;
  }
  if (record.input === undefined && record.output === undefined && record.batch === undefined)
    return { ok: false, reason: "captureData has neither endpointInput nor endpointOutput" };
  return { ok: true, record };
}

const SIDES = [
  ["endpointInput", "input"],
  ["endpointOutput", "output"],
  ["batchTransformOutput", "batch"],
] as const;

/** A side of the record, undefined when it was not captured, or the reason why it cannot be read. */
function payloadOf(capture: JsonObject, side: string): Payload | undefined | string {
  const value = capture[side];
  if (value === undefined || value === null) return undefined;
  const payload = objectOf(value);
  if (payload === undefined) return fault(side, value, "object");
  const { data, encoding, observedContentType } = payload;
  if (typeof data !== "string") return fault(`${side}.data`, data, "string");
  if (typeof encoding !== "string") return fault(`${side}.encoding`, encoding, "string");
  const contentType = textOf(observedContentType);
  return contentType === undefined ? { data, encoding } : { data, encoding, contentType };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Key by key: spreading what is there into what is not took a third of the time of a record. */
function metadataOf(value: unknown, targetModel: string | undefined): Mutable<CaptureRecord> {
  const record: Mutable<CaptureRecord> = {};
  const metadata = objectOf(value) ?? {};
  const eventId = idOf(metadata["eventId"]);
  const inferenceId = idOf(metadata["inferenceId"]);
  const { customAttributes } = metadata;
  if (eventId !== undefined) record.eventId = eventId;
  if (inferenceId !== undefined) record.inferenceId = inferenceId;
  addTime(metadata["inferenceTime"], record);
  if (Array.isArray(customAttributes))
    record.customAttributes = customAttributes.filter((attribute) => typeof attribute === "string");
  const model = targetModel === undefined ? undefined : targetModelOf(metadata, targetModel);
  if (model !== undefined) record.targetModel = model;
  return record;
}

function idOf(value: unknown): string | undefined {
  const id = textOf(value);
  return id !== undefined && id.length <= MAX_ID ? id : undefined;
}

function addTime(value: unknown, record: Mutable<CaptureRecord>): void {
  if (value === undefined || value === null) return;
  const time = typeof value === "string" ? parseUtcTime(value) : undefined;
  if (time !== undefined) record.inferenceTime = time;
  else if (typeof value === "string") record.inferenceTimeFault = "inferenceTime is not a time";
  else record.inferenceTimeFault = fault("inferenceTime", value, "string");
}

function fault(path: string, value: unknown, expected: string): string {
  return value === undefined ? `${path} is missing` : `${path} is ${jsonType(value)}, expected ${expected}`;
}

/**
 * Whether a text that is not JSON begins an object and stops before its end: a file whose writer was
 * interrupted.
 */
function endsEarly(text: string): boolean {
  if (!/^\s*\{/.test(text)) return false;
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character === "\\") at++;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === "{" || character === "[") depth++;
    else if ((character === "}" || character === "]") && --depth === 0) return false;
  }
  return true;
}
