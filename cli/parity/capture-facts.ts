/** What the captures of a window are like, as far as the service reads them otherwise than Plumbline does. */
import type { CaptureKey } from "../../shared/capture/capture-key.ts";
import { type CaptureRecord, type Payload, parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { eventTime } from "../../shared/capture/event-time.ts";
import { jsonOf, objectOf } from "../../shared/capture/json-type.ts";
import { splitLines } from "../../shared/capture/lines.ts";
import { plainBytes } from "../../steps/plain-bytes.ts";
import type { ObjectStore } from "../../steps/ports.ts";

export interface CaptureFacts {
  /** Capture files in the window's hour folders. */
  files: number;
  /** Records in those files that happened outside of the window, and records of the window in other folders. */
  movedOut: number;
  movedIn: number;
  /** Records whose payload holds several rows. */
  severalRows: number;
  /** Records whose input and output have different encodings. */
  mixedEncodings: number;
  /** Records with a JSON payload that holds an object or a list. */
  nestedJson: number;
  /** Records of each variant. */
  readonly variants: Map<string, number>;
}

const noFacts = (): CaptureFacts => ({
  files: 0,
  movedOut: 0,
  movedIn: 0,
  severalRows: 0,
  mixedEncodings: 0,
  nestedJson: 0,
  variants: new Map(),
});

/** The facts of every window by its start; a window without captures has none. `length` is that of the windows, ms. */
export async function captureFacts(
  captures: ObjectStore,
  keys: readonly CaptureKey[],
  length: number,
): Promise<ReadonlyMap<number, CaptureFacts>> {
  const facts = new Map<number, CaptureFacts>();
  const of = (time: number) => {
    const start = Math.floor(time / length) * length;
    const known = facts.get(start) ?? noFacts();
    facts.set(start, known);
    return known;
  };
  for (const key of keys) {
    const home = of(key.hour);
    home.files += 1;
    for await (const line of splitLines(plainBytes(captures, key.key))) {
      const parsed = "fault" in line ? undefined : parseCaptureRecord(line.text);
      if (parsed?.ok !== true) continue;
      countRecord(home, key, parsed.record);
      const event = of(eventTime(parsed.record, key).time);
      if (event === home) continue;
      home.movedOut += 1;
      event.movedIn += 1;
    }
  }
  return facts;
}

function countRecord(facts: CaptureFacts, { variant }: CaptureKey, record: CaptureRecord): void {
  facts.variants.set(variant, (facts.variants.get(variant) ?? 0) + 1);
  const { input, output } = record;
  const sides = [input, output].filter((side) => side !== undefined);
  if (sides.some(holdsRows)) facts.severalRows += 1;
  if (sides.some(isNested)) facts.nestedJson += 1;
  if (input !== undefined && output !== undefined && input.encoding !== output.encoding)
    facts.mixedEncodings += 1;
}

/** Rows of a CSV payload: its lines that are not empty. */
export const csvRows = (data: string): string[] => data.split(/\r?\n/).filter((line) => line !== "");

const holdsRows = ({ encoding, data }: Payload) => encoding === "CSV" && csvRows(data).length > 1;

function isNested({ encoding, data }: Payload): boolean {
  if (encoding !== "JSON") return false;
  const value = jsonOf(data);
  const cells = Array.isArray(value) ? value : Object.values(objectOf(value) ?? {});
  return cells.some((cell) => typeof cell === "object" && cell !== null);
}
