/**
 * Events that say a capture file has landed. Five shapes arrive, some inside each other: an EventBridge
 * event, an S3 notification, S3's test message, an SNS envelope, a direct call; each may be the body of an
 * SQS message.
 */
import { type JsonObject, jsonOf, jsonType, objectOf, textOf } from "./json-type.ts";

interface CaptureObject {
  readonly bucket: string;
  /** As the bucket has it (decoded). Not yet checked: `parseCaptureKey` does that. */
  readonly key: string;
  readonly etag?: string;
  /** Bytes. */
  readonly size?: number;
}

export interface CaptureEvent {
  readonly objects: readonly CaptureObject[];
  /** One short reason for every part of the event that names no new object; none quotes the event. */
  readonly ignored: readonly string[];
}

/** An object, or the reason why a part of the event names none. */
type Piece = CaptureObject | string;

const MAX_WRAPPINGS = 4; // SQS around SNS around a notification, as text, is three

/**
 * The objects that an event (or its JSON text) says were created, in its order, and why anything else was
 * left out. Never throws: an event that cannot be understood is acknowledged and counted, and the sweep finds
 * the file.
 */
export function captureObjectsOf(event: unknown): CaptureEvent {
  const pieces = read(event, 0);
  return {
    objects: pieces.filter((piece) => typeof piece !== "string"),
    ignored: pieces.filter((piece) => typeof piece === "string"),
  };
}

function read(event: unknown, wrappings: number): Piece[] {
  if (wrappings > MAX_WRAPPINGS) return [`event is wrapped more than ${MAX_WRAPPINGS} times`];
  if (typeof event === "string") return readText(event, wrappings);
  const object = objectOf(event);
  if (object === undefined) return [`event is ${jsonType(event)}, expected object`];
  if (object["Event"] === "s3:TestEvent") return ["S3 test message"];
  if (Array.isArray(object["Records"])) return readRecords(object["Records"], wrappings);
  if (Array.isArray(object["objects"])) return readDirect(object["objects"]);
  if (objectOf(object["detail"]) !== undefined) return [readEventBridge(object)];
  if (textOf(object["Type"]) !== undefined) return readSns(object, wrappings);
  return ["event has none of Records, objects, detail, Type"];
}

function readText(text: string, wrappings: number): Piece[] {
  const event = jsonOf(text);
  return event === undefined ? ["message is not JSON"] : read(event, wrappings + 1);
}

/** Records of an S3 notification, or of the SQS or SNS delivery around one. */
function readRecords(records: readonly unknown[], wrappings: number): Piece[] {
  if (records.length === 0) return ["Records is empty"];
  return records.flatMap((record) => {
    const object = objectOf(record) ?? {};
    const sns = objectOf(object["Sns"]);
    if (objectOf(object["s3"]) !== undefined) return [readNotification(object)];
    if (typeof object["body"] === "string") return read(object["body"], wrappings + 1);
    if (sns !== undefined) return read(sns["Message"], wrappings + 1);
    return ["record has none of s3, body, Sns"];
  });
}

/** One record of an S3 notification; its key is URL-encoded with `+` for a blank. */
function readNotification(record: JsonObject): Piece {
  const version = textOf(record["eventVersion"]);
  // "compare major equal, minor greater or equal": notification-content-structure in the S3 User Guide
  if (version !== undefined && !version.startsWith("2.")) return "eventVersion is not 2.x";
  if (!/^(s3:)?ObjectCreated:/.test(textOf(record["eventName"]) ?? ""))
    return "eventName is not ObjectCreated";
  const s3 = objectOf(record["s3"]);
  const object = objectOf(s3?.["object"]);
  const encoded = textOf(object?.["key"]);
  const key = encoded === undefined ? object?.["key"] : urlDecoded(encoded);
  if (encoded !== undefined && key === undefined) return "object key is not URL-encoded";
  return captureObject(objectOf(s3?.["bucket"])?.["name"], key, object?.["eTag"], object?.["size"]);
}

/** An EventBridge event; its key is the key. */
function readEventBridge(event: JsonObject): Piece {
  if (event["source"] !== "aws.s3") return "source is not aws.s3";
  if (event["detail-type"] !== "Object Created") return "detail-type is not Object Created";
  const detail = objectOf(event["detail"]);
  const object = objectOf(detail?.["object"]);
  return captureObject(
    objectOf(detail?.["bucket"])?.["name"],
    object?.["key"],
    object?.["etag"],
    object?.["size"],
  );
}

function readSns(envelope: JsonObject, wrappings: number): Piece[] {
  if (envelope["Type"] !== "Notification") return ["SNS message is not a Notification"];
  return read(envelope["Message"], wrappings + 1);
}

function readDirect(objects: readonly unknown[]): Piece[] {
  if (objects.length === 0) return ["objects is empty"];
  return objects.map((each) => {
    const object = objectOf(each) ?? {};
    return captureObject(object["bucket"], object["key"], object["etag"], object["size"]);
  });
}

function captureObject(bucket: unknown, key: unknown, etag: unknown, size: unknown): Piece {
  if (textOf(bucket) === undefined) return `bucket is ${nameFault(bucket)}, expected its name`;
  if (textOf(key) === undefined) return `object key is ${nameFault(key)}, expected string`;
  const tag = textOf(etag)?.replace(/^"(.*)"$/, "$1"); // quoted in HTTP headers, bare in events
  return {
    bucket: bucket as string,
    key: key as string,
    ...(tag === undefined ? {} : { etag: tag }),
    ...(typeof size === "number" && size >= 0 ? { size } : {}),
  };
}

const nameFault = (value: unknown) => (value === "" ? "empty" : jsonType(value));

function urlDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return undefined; // a % that starts no UTF-8 sequence
  }
}
