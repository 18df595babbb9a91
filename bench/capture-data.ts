/** Seeded capture files in data capture's layout. The same shape and seed give the same bytes. */
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { seededRandom } from "../shared/random.ts";

export interface Shape {
  readonly name: string;
  /** The model's answer included, which is the first. */
  readonly columns: number;
  readonly rowsPerRecord: number;
  readonly records: number;
}

export const ENDPOINT = "bench";
export const HOUR_MS = 3_600_000;
export const FIRST_HOUR = Date.parse("2026-03-04T10:00:00Z");
const MISSING = 0.01;
/** Characters written at a time. */
const WRITTEN = 1 << 22;

type Random = () => number;
type Kind = (random: Random) => string;

/**
 * Kinds of input columns by turns: a small and a large integer, decimals of two, one and four places, a category of 40.
 * Every twelfth is a full double, every twenty-fourth an identifier of 100,000.
 */
const KINDS: readonly Kind[] = [
  (random) => String(Math.floor(random() * 90)),
  (random) => String(Math.floor(random() * 100_000)),
  (random) => (150 + 60 * (random() + random() - 1)).toFixed(2),
  (random) => (40 * random() - 5).toFixed(1),
  (random) => random().toFixed(4),
  (random) => `group ${Math.floor(40 * random() * random())}`,
];
const double: Kind = (random) => String(random() * 1000);
const identifier: Kind = (random) => `c-${Math.floor(random() * 100_000)}`;

export const columnNames = (columns: number): string[] =>
  Array.from({ length: columns }, (_, at) => (at === 0 ? "score" : `x${at}`));

function kindOf(at: number): Kind {
  if (at === 0 || at % 12 === 11) return double;
  return at % 24 === 22 ? identifier : KINDS[at % KINDS.length]!;
}

/** Whether the cells of a column are texts; the others are numbers. The answer is column 0. */
export function isTextColumn(at: number): boolean {
  return [identifier, KINDS[5]].includes(kindOf(at));
}

/** The cells of one row: the answer, then the inputs. */
export function cells(columns: number, random: Random): string[] {
  return Array.from({ length: columns }, (_, at) => (at > 0 && random() < MISSING ? "" : kindOf(at)(random)));
}

/** One captured line, with the time of its request. */
function line(shape: Shape, random: Random, time: number, number: number): string {
  const rows = Array.from({ length: shape.rowsPerRecord }, () => cells(shape.columns, random));
  const side = (mode: string, data: string) => ({
    observedContentType: "text/csv",
    mode,
    data,
    encoding: "CSV",
  });
  return JSON.stringify({
    captureData: {
      endpointInput: side("INPUT", rows.map((row) => row.slice(1).join(",")).join("\n")),
      endpointOutput: side("OUTPUT", rows.map((row) => row[0]).join("\n")),
    },
    eventMetadata: {
      eventId: `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`,
      inferenceTime: new Date(time).toISOString().replace(/\.\d+/, ""),
    },
    eventVersion: "0",
  });
}

/** The lines of a capture file: its records spread over `span` milliseconds from `time` on. */
function* captureLines(shape: Shape, seed: number, time: number, span: number): Generator<string> {
  const random = seededRandom(seed);
  for (let number = 0; number < shape.records; number++)
    yield line(shape, random, time + Math.floor((number * span) / shape.records), number);
}

/** A capture file's text: its records spread over `span` milliseconds from `time` on. */
export function captureText(shape: Shape, seed: number, time: number, span: number): string {
  return `${[...captureLines(shape, seed, time, span)].join("\n")}\n`;
}

/** The shape with about as many records as make a file of `megabytes`; at least one. */
export function ofSize(shape: Omit<Shape, "records">, megabytes: number): Shape {
  const sample = 50;
  const bytes = Buffer.byteLength(captureText({ ...shape, records: sample }, 1, FIRST_HOUR, HOUR_MS));
  return { ...shape, records: Math.max(1, Math.round((megabytes * 1e6 * sample) / bytes)) };
}

/** Writes one file of the first hour into a folder that stands for a bucket. */
export function writeCaptureFile(
  bucket: string,
  shape: Shape,
  seed: number,
): { readonly key: string; readonly path: string; readonly bytes: number } {
  const key = captureKeyOf({
    prefix: "",
    endpoint: ENDPOINT,
    variant: "AllTraffic",
    time: FIRST_HOUR,
    id: shape.name,
  });
  const path = join(bucket, key);
  mkdirSync(dirname(path), { recursive: true });
  return { key, path, bytes: writeLines(path, captureLines(shape, seed, FIRST_HOUR, HOUR_MS)) };
}

/** Writes a line at a time, some MB together: a file of 1 GB is longer than a string may be. Gives the bytes written. */
function writeLines(path: string, lines: Iterable<string>): number {
  const file = openSync(path, "w");
  let [bytes, text] = [0, ""];
  const flush = () => {
    bytes += writeSync(file, text);
    text = "";
  };
  for (const each of lines) {
    text += `${each}\n`;
    if (text.length > WRITTEN) flush();
  }
  flush();
  closeSync(file);
  return bytes;
}
