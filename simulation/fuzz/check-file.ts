/** What has to hold of any capture file, whatever its bytes: the laws of the fuzzer. */
import { captureTime } from "../../shared/capture/capture-key.ts";
import { eventTime } from "../../shared/capture/event-time.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import type { ColumnProfile } from "../../shared/profile/column-profile.ts";
import { MOST_COLUMNS } from "../../shared/profile/column-table.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { putJson } from "../../steps/json-object.ts";
import type { Ports } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { MemoryObjectStore } from "../memory-object-store.ts";
import type { FuzzFile } from "./fuzz-file.ts";
import { BUCKET } from "./fuzz-monitors.ts";

export class BrokenLaw extends Error {}

/** What came of the lines. */
export interface Outcome {
  /** Lines that are not blank. */
  lines: number;
  records: number;
  malformed: number;
  rows: number;
  /** Lines by why they are no record. */
  readonly reasons: Map<string, number>;
}

export const noOutcome = (): Outcome => ({ lines: 0, records: 0, malformed: 0, rows: 0, reasons: new Map() });

/** Reasons are sentences in ASCII and quote nothing but the name of an encoding. */
const REASON = /^[\x20-\x7e]{3,400}$/;
const TOO_WIDE = `more than ${MOST_COLUMNS} columns`;

/**
 * Runs a file through the reader, line by line, and through `profileCaptureFile`, and holds the one against the other.
 * `watch` hears of each line before its rows are read. Throws `BrokenLaw`, and whatever the product throws.
 */
export async function checkFile(file: FuzzFile, watch: (line: number) => void = () => {}): Promise<Outcome> {
  const store = new MemoryObjectStore(BUCKET);
  for (const [key, body] of file.objects) await store.put(key, body);
  const read = await readLines(file, store, watch);
  const lines = file.texts.reduce((sum, text) => sum + lineCount(text), 0);
  hold(
    read.records + read.malformed === lines,
    `${lines} lines, ${read.records} records, ${read.malformed} malformed`,
  );
  for (const reason of read.reasons.keys())
    hold(REASON.test(reason), `a reason is ${JSON.stringify(reason)}`);
  checkProfiles(await profilesOf(file, store), read);
  return { ...read, lines };
}

interface ReadLines extends Outcome {
  /** Cells that are present, of rows that a profile has room for. */
  cells: number;
}

/** The lines as whoever profiles reads them, one by one. */
async function readLines(
  { monitor, key: name }: FuzzFile,
  store: MemoryObjectStore,
  watch: (line: number) => void,
): Promise<ReadLines> {
  const kind = captureKindOf(monitor);
  const reader = rowReader(monitor);
  const key = kind.parseKey(name, monitor)!;
  const found: ReadLines = { ...noOutcome(), cells: 0 };
  for await (const captured of kind.read(() => store, { bucket: BUCKET, key: name }, reader.options)) {
    watch(captured.at.line);
    const { record } = captured;
    const rows = reader.rows(captured, record === undefined ? captureTime(key) : eventTime(record, key).time);
    if (rows.ok) {
      found.records++;
      found.rows += rows.rows.length;
      for (const { cells } of rows.rows) for (const cell of cells) if (cell !== undefined) found.cells++;
    } else {
      found.malformed++;
      found.reasons.set(rows.reason, (found.reasons.get(rows.reason) ?? 0) + 1);
    }
  }
  return found;
}

/** Lines that are not blank, counted another way than `splitLines` does. */
function lineCount(bytes: Uint8Array): number {
  const text = new TextDecoder("utf-8").decode(bytes); // what is no UTF-8 becomes U+FFFD, which is not blank
  return text.split("\n").filter((line) => line.trim() !== "").length;
}

/** The partials that the step writes for the file, read back. */
async function profilesOf(
  { monitor, key }: FuzzFile,
  captures: MemoryObjectStore,
): Promise<DatasetProfile[]> {
  const work = new MemoryObjectStore("work");
  await putJson(work, monitorKey(monitor.monitor), monitor);
  const ports = {
    work,
    captures: () => captures,
    clock: { now: () => Date.UTC(2001, 1, 16, 12) },
    sensitiveKey: "fuzz",
  } as unknown as Ports; // `fence: none` starts no executions
  const profiled = await profileCaptureFile(ports, { objects: [{ bucket: BUCKET, key }], fence: "none" });
  hold(profiled.files === 1, `the file was left aside: ${profiled.ignored}`);
  return Promise.all(work.keys("partials/").map((name) => readBack(work, name)));
}

/** A partial as its bytes give it; written again it has the same bytes. */
async function readBack(work: MemoryObjectStore, name: string): Promise<DatasetProfile> {
  const { body } = (await work.get(name))!;
  const profile = decodeProfile(body);
  hold(Buffer.compare(encodeProfile(profile), body) === 0, "a profile that was read back has other bytes");
  return profile;
}

function checkProfiles(profiles: readonly DatasetProfile[], read: ReadLines): void {
  const sum = (of: (profile: DatasetProfile) => number) => profiles.reduce((all, each) => all + of(each), 0);
  const crowded = sum(({ malformed }) => malformed.byReason.get(TOO_WIDE)?.count ?? 0);
  const other = profiles.some(({ malformed }) => malformed.byReason.has("other"));
  const counted = { records: sum((each) => each.records), rows: sum((each) => each.rows) };
  hold(counted.records === read.records, `${read.records} records read, ${counted.records} in the profile`);
  hold(counted.rows === read.rows, `${read.rows} rows read, ${counted.rows} in the profile`);
  const malformed = sum((each) => each.malformed.count) - crowded;
  // Beyond 64 reasons a row that is too wide may share `other` with lines.
  hold(
    malformed === read.malformed || (other && malformed > read.malformed),
    `${read.malformed} malformed lines read, ${malformed} in the profile`,
  );
  for (const profile of profiles) for (const column of profile.columns) checkColumn(column, profile);
  const cells = sum((each) => each.columns.reduce((all, { types }) => all + types.cells, 0));
  const twice = sum((each) => each.notes.get("columnTwiceInRow") ?? 0);
  if (crowded === 0)
    hold(cells + twice === read.cells, `${read.cells} cells read, ${cells} and ${twice} in the profile`);
}

/** Counts of a column agree with each other and with the rows. */
function checkColumn(column: ColumnProfile, profile: DatasetProfile): void {
  const { types, values, spelled, moments, sketch, name } = column;
  const told = JSON.stringify(name.slice(0, 40));
  const numbers = types.integral + types.fractional;
  hold(profile.column(name) === column, `column ${told} is not found by its name`);
  hold(types.cells <= profile.rows, `column ${told} has ${types.cells} cells in ${profile.rows} rows`);
  hold(
    types.cells + profile.absent(column) === profile.rows,
    `column ${told}: cells and absent rows are not the rows`,
  );
  hold(
    types.nonFinite <= numbers && types.negative <= numbers,
    `column ${told} has more odd numbers than numbers`,
  );
  hold(
    moments.count === numbers - types.nonFinite,
    `column ${told}: ${moments.count} numbers summed of ${numbers}`,
  );
  hold(
    sketch.n === moments.count,
    `column ${told}: ${sketch.n} numbers in its sketch, ${moments.count} summed`,
  );
  const texts = types.string + types.boolean + (spelled === undefined ? types.nonFinite : 0);
  hold(values.n === texts, `column ${told}: ${values.n} values counted of ${texts}`);
  hold(
    spelled === undefined || spelled.n === numbers,
    `column ${told}: ${spelled?.n} spellings of ${numbers} numbers`,
  );
}

function hold(holds: boolean, otherwise: string): void {
  if (!holds) throw new BrokenLaw(otherwise);
}
