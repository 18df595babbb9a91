import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { eventTime } from "../../shared/capture/event-time.ts";
import { namedRow, namesAt, versionedRows } from "../../shared/capture/versioned-rows.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { profileConfig } from "../../shared/profile/profile-config.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { CaptureFile } from "../find-captures.ts";
import { readLines } from "../read-captured-rows.ts";

const HOURS = 8;
/** Records a file. */
const RECORDS = 50;

/** Some records of some hours. */
export interface Sample {
  readonly hours: readonly DatasetProfile[];
  readonly whole: DatasetProfile;
  readonly records: number;
  /** Lines that could not be read, by reason. */
  readonly faults: ReadonlyMap<string, number>;
  readonly widths: ReadonlySet<number>;
  readonly bytes: number;
}

/** Looks at the first records of a file of each of some hours, spread over what there is. */
export async function sampleCaptures(
  store: ObjectStore,
  files: readonly CaptureFile[],
  definition: MonitorDefinition,
): Promise<Sample> {
  const named = profileConfig(definition);
  const faults = new Map<string, number>();
  const widths = new Set<number>();
  const hours: DatasetProfile[] = [];
  let bytes = 0;
  for (const { at } of spread(files)) {
    const names = namesAt(named, at!.key.hour);
    const hour = new DatasetProfile(names === undefined ? {} : { names });
    const lines = await readLines(
      store,
      at!.key.key,
      new Set(Array.from({ length: RECORDS }, (_, line) => line + 1)),
    );
    for (const [line, text] of lines) {
      bytes += text.length;
      const parsed = parseCaptureRecord(text);
      const { time } = parsed.ok ? eventTime(parsed.record, at!.key) : { time: at!.key.hour };
      const rows = parsed.ok ? versionedRows(parsed.record, time, named) : parsed;
      if (!rows.ok) faults.set(rows.reason, (faults.get(rows.reason) ?? 0) + 1);
      else {
        hour.countRecord();
        hour.seen(time);
        for (const row of rows.rows) {
          widths.add(row.cells.length);
          hour.addRow(rows.names === names ? row : namedRow(row, rows.names), { key: at!.key.key, line });
        }
      }
    }
    hours.push(hour);
  }
  const whole = new DatasetProfile();
  for (const hour of hours) whole.merge(hour);
  return { hours, whole, records: whole.records, faults, widths, bytes };
}

/** A file of each of some hours, spread evenly over all of them. */
function spread(files: readonly CaptureFile[]): CaptureFile[] {
  const ofHour = new Map(files.map((file) => [file.at!.key.hour, file]));
  const hours = [...ofHour.keys()].sort((a, b) => a - b);
  const step = Math.max(1, (hours.length - 1) / (HOURS - 1));
  const chosen = new Set(
    Array.from({ length: Math.min(HOURS, hours.length) }, (_, index) => hours[Math.round(index * step)]!),
  );
  return [...chosen].map((hour) => ofHour.get(hour)!);
}
