/** Seeded capture files in data capture's layout. The same shape and seed give the same bytes. */
import { mkdirSync, writeFileSync } from "node:fs";
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

/** A capture file's text: its records spread over `span` milliseconds from `time` on. */
export function captureText(shape: Shape, seed: number, time: number, span: number): string {
  const random = seededRandom(seed);
  const lines = Array.from({ length: shape.records }, (_, number) =>
    line(shape, random, time + Math.floor((number * span) / shape.records), number),
  );
  return `${lines.join("\n")}\n`;
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
  const text = captureText(shape, seed, FIRST_HOUR, HOUR_MS);
  const path = join(bucket, key);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return { key, path, bytes: Buffer.byteLength(text) };
}
