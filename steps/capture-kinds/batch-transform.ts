import { parseManifest } from "../../shared/capture/batch-manifest.ts";
import { type BatchRecord, csvBatchRecord, jsonBatchRecord } from "../../shared/capture/batch-record.ts";
import type { EvidencePointer } from "../../shared/capture/evidence.ts";
import { jsonOf } from "../../shared/capture/json-type.ts";
import { type FaultyLine, splitLines, type TextLine } from "../../shared/capture/lines.ts";
import type { RowOptions } from "../../shared/capture/rows.ts";
import { ObjectNotFound } from "../../shared/errors.ts";
import { plainBytes } from "../plain-bytes.ts";
import { batchTransformPlaces } from "./batch-transform-places.ts";
import type { Captured, CapturedFile, CaptureKind, Stores } from "./capture-kind.ts";

/** 60,000 names of 130 characters; a document is read whole, and a function has memory for it. */
const LONGEST_DOCUMENT = 8 << 20;

/**
 * Captures of batch transform: manifests below the hour of their job, and the objects that they name, wherever those
 * lie. The definition's endpoint and first variant stand for the series of jobs.
 */
export const batchTransform: CaptureKind = {
  ...batchTransformPlaces,

  async *read(stores, { bucket, key }, options) {
    const manifest = parseManifest(await textOf(plainBytes(stores(bucket), key)));
    const at = { key, line: 1 };
    if (!manifest.ok) yield fault(at, manifest.reason);
    else {
      for (const reason of manifest.faults) yield fault(at, reason);
      for (const object of manifest.objects) yield* objectRecords(stores, object, at, options);
    }
  },

  readEvidence(stores, file, options) {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(file.key) ?? [];
    return bucket === undefined
      ? batchTransform.read(stores, file, options) // the fault is the manifest's own
      : records(stores, { bucket, key: key! }, options);
  },
};

/** The records of an object that a manifest names; one that is gone is a fault of the manifest. */
async function* objectRecords(
  stores: Stores,
  object: CapturedFile,
  manifest: EvidencePointer,
  options: RowOptions,
): AsyncGenerator<Captured> {
  try {
    yield* records(stores, object, options);
  } catch (error) {
    if (!(error instanceof ObjectNotFound)) throw error;
    yield fault(manifest, "an object that the manifest names is not there");
  }
}

type Line = TextLine | FaultyLine;
type Lines = AsyncGenerator<Line>;

/**
 * A line is a record, as SageMaker splits and assembles them. The first character says what an object is: `{` and `[`
 * begin JSON, anything else is CSV; names do not tell, because `a.csv` answered in JSON is `a.csv.out`. JSON whose first
 * line is not whole is one document, where all of it is.
 */
async function* records(
  stores: Stores,
  { bucket, key }: CapturedFile,
  options: RowOptions,
): AsyncGenerator<Captured> {
  const address = `s3://${bucket}/${key}`;
  const lines: Lines = splitLines(plainBytes(stores(bucket), key));
  const first = await lines.next();
  if (first.done === true) return;
  const isJson = "text" in first.value && /^\s*[[{]/.test(first.value.text);
  const { held, ended } = isJson ? await document(first.value as TextLine, lines) : { held: [first.value] };
  const whole = ended ? jsonBatchRecord(textOfLines(held), options) : undefined;
  if (whole !== undefined) {
    const text = textOfLines(held);
    const again = (asked: RowOptions) => jsonBatchRecord(text, asked) ?? whole;
    yield captured({ key: address, line: first.value.line }, { found: whole, options, again }, text.length);
    return;
  }
  const read = isJson ? jsonBatchRecord : csvBatchRecord;
  for (const line of held) yield lineRecord(address, line, read, options);
  for await (const line of lines) yield lineRecord(address, line, read, options);
}

/**
 * The lines from the first on that may be one document, the first alone where it is whole; `ended`: nothing comes behind
 * them. What is only the beginning of an object, or has a line that is no text, is no document even where it is JSON.
 */
async function document(first: TextLine, rest: Lines): Promise<{ held: Line[]; ended?: true }> {
  const held: Line[] = [first];
  if (jsonOf(first.text) !== undefined) return { held };
  let length = first.text.length;
  while (length <= LONGEST_DOCUMENT) {
    const { done, value } = await rest.next();
    if (done === true) return { held, ended: true };
    held.push(value);
    length += "text" in value ? value.text.length : Number.POSITIVE_INFINITY;
  }
  return { held };
}

const textOfLines = (lines: readonly Line[]) =>
  lines.map((line) => ("text" in line ? line.text : "")).join("\n");

function lineRecord(
  key: string,
  line: Line,
  read: (text: string, options: RowOptions) => BatchRecord | undefined,
  options: RowOptions,
): Captured {
  const at = { key, line: line.line };
  if ("fault" in line) return fault(at, line.fault);
  const found = read(line.text, options);
  if (found === undefined) return fault(at, "line is not JSON");
  const again = (asked: RowOptions) => read(line.text, asked) ?? found;
  return captured(at, { found, options, again }, line.text.length + 1);
}

/** A record that was read with some options, and may be asked for with others. */
interface Reading {
  readonly found: BatchRecord;
  readonly options: RowOptions;
  again(options: RowOptions): BatchRecord;
}

function captured(at: EvidencePointer, { found, options, again }: Reading, size: number): Captured {
  const { record, rows } = found;
  const { eventId } = record;
  const decode = (asked: RowOptions) => (asked === options ? rows : again(asked).rows);
  return { at: eventId === undefined ? at : { ...at, eventId }, record, decode, size };
}

const fault = (at: EvidencePointer, reason: string): Captured => ({
  at,
  record: undefined,
  decode: () => ({ ok: false, reason }),
  size: 0,
});

/** The text of a manifest; what is too long or no UTF-8 is no manifest. */
async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > LONGEST_DOCUMENT) return "";
    pieces.push(new Uint8Array(chunk));
  }
  return new TextDecoder("utf-8").decode(Buffer.concat(pieces));
}
