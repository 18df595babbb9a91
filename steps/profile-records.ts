/** The records of one capture file → a profile for each window that they fall into, and for the file's own window in any case. */
import { type CaptureKey, captureTime } from "../shared/capture/capture-key.ts";
import { type EventTime, eventTime, eventTimeReach } from "../shared/capture/event-time.ts";
import type { EvidencePointer } from "../shared/capture/evidence.ts";
import { namedRow, type VersionedRows } from "../shared/capture/versioned-rows.ts";
import type { RowReader } from "../shared/mapping/row-reader.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { profileConfig, profileKindOf } from "../shared/profile/profile-config.ts";
import { namesSpellNumbers, RowIntake } from "../shared/profile/row-intake.ts";
import type { ScannedRecords } from "../shared/scan/scanned-records.ts";
import { parseDuration } from "../shared/window/window.ts";
import type { Captured, CapturedFile, CaptureSink, Stores } from "./capture-kinds/capture-kind.ts";
import { captureKindOf } from "./capture-kinds/index.ts";

/** Whose records a file holds, and how they become rows. */
export interface ProfiledMonitor {
  readonly monitor: MonitorDefinition;
  readonly reader: RowReader;
  /** Key of the hashes that stand for sensitive values. */
  readonly sensitiveKey: string;
}

/** How the records are read; by default as fast as they allow. */
export interface ReadingOptions {
  /** `false`: every one by the plain way, whose profiles are the same to the byte. */
  readonly scan?: boolean;
  /** Lines from the first on that are read the plain way, because a template pays only later. */
  readonly unlearntLines?: number;
}

/** Profiles by the start of their window. Throws what the store throws, and `UnusableInput` where gzip is torn. */
export async function profileRecords(
  stores: Stores,
  file: CapturedFile,
  key: CaptureKey,
  profiled: ProfiledMonitor,
  { scan = true, unlearntLines }: ReadingOptions = {},
): Promise<Map<number, DatasetProfile>> {
  const { monitor, reader } = profiled;
  const kind = captureKindOf(monitor);
  const profiling = new FileProfiling(key, profiled, unlearntLines);
  const isScanned = scan && reader.isPlain && monitor.segments === undefined;
  if (isScanned && kind.scan !== undefined) await kind.scan(stores, file, reader.options, profiling);
  else for await (const each of kind.read(stores, file, reader.options)) profiling.captured(each);
  return profiling.profiles;
}

/** The profiles that the records of one file make, by the start of their window. */
class FileProfiling implements CaptureSink {
  readonly needsTexts: boolean;
  readonly unlearntLines: number | undefined;
  /** By the start of their window. */
  readonly profiles = new Map<number, DatasetProfile>();
  readonly #key: CaptureKey;
  readonly #profiled: ProfiledMonitor;
  readonly #length: number;
  readonly #homeStart: number;
  readonly #intakes = new Map<number, RowIntake>();
  /** Whose rows are gathered. */
  #gathering: RowIntake | undefined;
  readonly #reach: ReturnType<typeof eventTimeReach>;
  /** The one that was asked for last, and its window. */
  #latest: RowIntake | undefined;
  #latestStart = 0;

  constructor(key: CaptureKey, profiled: ProfiledMonitor, unlearntLines: number | undefined) {
    this.unlearntLines = unlearntLines;
    this.#key = key;
    this.#reach = eventTimeReach(key);
    this.#profiled = profiled;
    const { monitor, reader } = profiled;
    const { sensitive } = profileConfig(monitor);
    this.needsTexts =
      sensitive.length > 0 || profileKindOf(monitor) !== "default" || namesSpellNumbers(reader.options);
    this.#length = parseDuration(monitor.window)!;
    this.#homeStart = this.#startOf(captureTime(key));
    this.#profileOf(this.#homeStart);
  }

  gather(records: ScannedRecords): boolean {
    let { time } = records;
    let note: EventTime["note"];
    // Most records are in time, and of the window of the one before.
    if (time === undefined || time < this.#reach.first || time > this.#reach.last)
      ({ time, note } = eventTime({ inferenceTime: time }, this.#key));
    const intake = this.#intakeAt(time);
    if (intake !== this.#gathering || !intake.fits(records)) {
      this.take(records);
      if (!intake.begin(records)) return false;
      this.#gathering = intake;
    } else if (!intake.isTakeable(records)) return false;
    intake.count(records);
    records.gather();
    intake.profile.seen(time);
    if (note !== undefined) intake.profile.note(note);
    return true;
  }

  take(records: ScannedRecords): void {
    this.#gathering?.take(records);
    this.#gathering = undefined;
  }

  captured(captured: Captured): void {
    const { at, record } = captured;
    const { time, note } = record === undefined ? { time: this.#homeStart } : eventTime(record, this.#key);
    const start = this.#startOf(time);
    const profile = this.#profileOf(start);
    const rows = this.#profiled.reader.rows(captured, time);
    if (!rows.ok) {
      profile.countMalformed(rows.reason, at);
      return;
    }
    profile.countRecord();
    profile.seen(time);
    if (note !== undefined) profile.note(note);
    for (const more of rows.notes) profile.note(more);
    addRows(profile, rows, this.#profiled.reader.namesAt(start), at);
  }

  #startOf(time: number): number {
    return Math.floor(time / this.#length) * this.#length;
  }

  #profileOf(start: number): DatasetProfile {
    let profile = this.profiles.get(start);
    if (profile === undefined) this.profiles.set(start, (profile = emptyProfile(this.#profiled, start)));
    return profile;
  }

  #intakeAt(time: number): RowIntake {
    if (this.#latest !== undefined && time >= this.#latestStart && time < this.#latestStart + this.#length)
      return this.#latest;
    const start = this.#startOf(time);
    let intake = this.#intakes.get(start);
    if (intake === undefined) {
      intake = new RowIntake(this.#profileOf(start), this.#profiled.reader.options);
      this.#intakes.set(start, intake);
    }
    this.#latest = intake;
    this.#latestStart = start;
    return intake;
  }
}

/** The profile of a window without rows. It has one set of positional names, those of its start; rows of another version bring their own. */
export function emptyProfile(
  { monitor, reader, sensitiveKey }: ProfiledMonitor,
  start: number,
): DatasetProfile {
  const { sensitive, segments } = profileConfig(monitor);
  const names = reader.namesAt(start);
  return new DatasetProfile({
    ...(names === undefined ? {} : { names }),
    sensitive,
    sensitiveKey,
    kind: profileKindOf(monitor),
    segments,
  });
}

/** Adds rows to the profile of a window whose positional cells have the names `ofWindow`. */
function addRows(
  profile: DatasetProfile,
  { rows, names, otherVersion }: Extract<VersionedRows, { ok: true }>,
  ofWindow: readonly string[] | undefined,
  at: EvidencePointer,
): void {
  if (otherVersion) profile.note("rowsOfOtherVersion", rows.length);
  for (const row of rows) {
    if (names === ofWindow) profile.addRow(row, at);
    else {
      profile.addRow(namedRow(row, names), at);
      if (row.names === undefined && row.cells.length !== names?.length) profile.note("rowsOfOtherWidth");
    }
  }
}
