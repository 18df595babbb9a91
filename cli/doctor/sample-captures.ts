import { RowSample } from "../../shared/baseline/row-sample.ts";
import type { CaptureKey } from "../../shared/capture/capture-key.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { eventTime } from "../../shared/capture/event-time.ts";
import { namedRow } from "../../shared/capture/versioned-rows.ts";
import { rowReader } from "../../shared/mapping/row-reader.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import type { Stores } from "../../steps/capture-kinds/capture-kind.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";

/** A capture file that the monitor watches. */
export interface WatchedFile {
  readonly key: CaptureKey;
  /** Bytes. */
  readonly size: number;
}

const HOURS = 8;
/** Records a file. */
const RECORDS = 50;

/** Some records of some hours. */
export interface Sample {
  readonly hours: readonly DatasetProfile[];
  readonly whole: DatasetProfile;
  /** The same rows in their order. */
  readonly rows: RowSample;
  readonly records: number;
  /** Lines that could not be read, by reason. */
  readonly faults: ReadonlyMap<string, number>;
  readonly widths: ReadonlySet<number>;
  /** Of the records that were looked at. */
  readonly bytes: number;
}

/** Looks at the first records of a file of each of some hours, spread over what there is. */
export async function sampleCaptures(
  stores: Stores,
  files: readonly WatchedFile[],
  monitor: MonitorDefinition,
): Promise<Sample> {
  const reader = rowReader(monitor);
  const { bucket } = captureLocation(monitor.capture.uri);
  const faults = new Map<string, number>();
  const widths = new Set<number>();
  const hours: DatasetProfile[] = [];
  const sampled = new RowSample();
  let bytes = 0;
  for (const { key } of spread(files)) {
    const names = reader.namesAt(key.hour);
    const hour = new DatasetProfile(names === undefined ? {} : { names });
    const file = { bucket, key: key.key };
    let read = 0;
    const captured = captureKindOf(monitor).read(stores, file, reader.options);
    for await (const each of captured) {
      const { at, record, size } = each;
      bytes += size;
      const { time } = record === undefined ? { time: key.hour } : eventTime(record, key);
      const rows = reader.rows(each, time);
      if (!rows.ok) faults.set(rows.reason, (faults.get(rows.reason) ?? 0) + 1);
      else {
        hour.countRecord();
        hour.seen(time);
        for (const row of rows.rows) {
          widths.add(row.cells.length);
          hour.addRow(rows.names === names ? row : namedRow(row, rows.names), at);
          sampled.add(namedRow(row, rows.names), time);
        }
      }
      if (++read === RECORDS) break;
    }
    hours.push(hour);
  }
  const whole = new DatasetProfile();
  for (const hour of hours) whole.merge(hour);
  return { hours, whole, rows: sampled, records: whole.records, faults, widths, bytes };
}

/** A file of each of some hours, spread evenly over all of them. */
function spread(files: readonly WatchedFile[]): WatchedFile[] {
  const ofHour = new Map(files.map((file) => [file.key.hour, file]));
  const hours = [...ofHour.keys()].sort((a, b) => a - b);
  const step = Math.max(1, (hours.length - 1) / (HOURS - 1));
  const chosen = new Set(
    Array.from({ length: Math.min(HOURS, hours.length) }, (_, index) => hours[Math.round(index * step)]!),
  );
  return [...chosen].map((hour) => ofHour.get(hour)!);
}
