/** One capture file profiled by scanning and by the plain way, from bytes in memory. */
import { expect } from "vitest";
import { type CaptureKey, parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { encodeProfile } from "../../shared/profile/profile-codec.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profileRecords } from "../../steps/profile-records.ts";

const KEY = parseCaptureKey("shop/AllTraffic/2026/11/27/10/30-00-000-c.jsonl")!;
/** Of a difference that is shown. */
const SHOWN_LINES = 3;
const SHOWN_CHARACTERS = 2000;

export interface CaptureFile {
  readonly bytes: Uint8Array;
  /** Keys of the definition beside the ones that every monitor has. */
  readonly definition?: Record<string, unknown>;
  readonly key?: CaptureKey;
  /** Bytes of each chunk that the store gives, in turn; the last again and again. One chunk where there are none. */
  readonly chunks?: readonly number[];
}

/** The profiles of a file by the start of their window. */
export async function profilesOf(
  { bytes, definition = {}, key = KEY, chunks = [] }: CaptureFile,
  scan: boolean,
): Promise<Map<number, DatasetProfile>> {
  const monitor = monitorOf(definition);
  const store = { name: "captures", stream: () => chunksOf(bytes, chunks) } as unknown as ObjectStore;
  const profiled = { monitor, reader: rowReader(monitor), sensitiveKey: "key of the tests" };
  const file = { bucket: "captures", key: key.key };
  // From the first line on: few lines are enough to see what the scan does.
  return profileRecords(() => store, file, key, profiled, { scan, unlearntLines: 0 });
}

/** Fails where the windows of a file or the bytes of their profiles differ between the two ways; shows the fewest lines that do. */
export async function expectSameBothWays(file: CaptureFile, about: string): Promise<void> {
  if (await areSame(file)) return;
  const least = await fewestLines(file);
  const text = Buffer.from(least.bytes).toString("latin1");
  const shown = text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
  expect(await outline(least, true), `${about}: ${JSON.stringify(least.definition)}\n${shown}`).toEqual(
    await outline(least, false),
  );
  expect.fail(`${about}: the bytes differ. ${JSON.stringify(least.definition)}\n${shown}`);
}

function monitorOf(definition: Record<string, unknown>): MonitorDefinition {
  const fields = { monitor: "shop", endpoint: "shop", capture: { uri: "s3://captures" }, ...definition };
  return parseMonitorDefinition(fields);
}

async function* chunksOf(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[Math.min(turn, lengths.length - 1)] ?? bytes.length;
    // A copy: what is read beyond a chunk is never the next one.
    yield bytes.slice(at, at + length);
    at += length;
  }
}

async function areSame(file: CaptureFile): Promise<boolean> {
  const [scanned, plain] = [await profilesOf(file, true), await profilesOf(file, false)];
  return (
    scanned.size === plain.size &&
    [...plain].every(([start, profile]) => {
      const other = scanned.get(start);
      return other !== undefined && Buffer.compare(encodeProfile(other), encodeProfile(profile)) === 0;
    })
  );
}

/** The file without every line that the difference does not need. */
async function fewestLines(file: CaptureFile): Promise<CaptureFile> {
  let lines = linesOf(file.bytes);
  for (let size = lines.length >> 1; size >= 1; size = lines.length <= SHOWN_LINES ? 0 : size >> 1)
    for (let at = 0; at < lines.length; ) {
      const fewer = [...lines.slice(0, at), ...lines.slice(at + size)];
      if (fewer.length > 0 && !(await areSame({ ...file, bytes: Buffer.concat(fewer) }))) lines = fewer;
      else at += size;
    }
  return { ...file, bytes: Buffer.concat(lines) };
}

function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(at, next));
    at = next;
  }
  return lines;
}

/** What a reader of a failure wants to see of the profiles. */
async function outline(file: CaptureFile, scan: boolean) {
  const profiles = await profilesOf(file, scan);
  return [...profiles].map(([start, profile]) => ({
    start: new Date(start).toISOString(),
    records: profile.records,
    rows: profile.rows,
    notes: Object.fromEntries(profile.notes),
    malformed: Object.fromEntries(profile.malformed.byReason),
    times: [profile.firstTime, profile.lastTime],
    columns: profile.columns.map((column) => ({
      name: column.name,
      types: { ...column.types },
      sum: column.moments.sum,
      m2: column.moments.m2,
      extremes: [column.moments.min, column.moments.max],
      values: column.values.entries().slice(0, 20),
      distinct: column.distinct.estimate(),
      absent: column.evidence.pointers("absent"),
      negative: column.evidence.pointers("negative"),
      missing: column.evidence.pointers("missing"),
      string: column.evidence.pointers("string"),
      integral: column.evidence.pointers("integral"),
      fractional: column.evidence.pointers("fractional"),
      boolean: column.evidence.pointers("boolean"),
    })),
  }));
}
