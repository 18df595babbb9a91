/**
 * What the training job learns from: the captured rows of the last weeks joined with their labels, as CSV files
 * with a header, label first, rows in time order; without those that came while the data were broken. Hour by hour: memory holds one hour of captures and the
 * labels of the day after it.
 */

import type { CaptureKey } from "../shared/capture/capture-key.ts";
import { hourFolder } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { eventTime } from "../shared/capture/event-time.ts";
import { parseGroundTruth } from "../shared/capture/ground-truth.ts";
import { splitLines } from "../shared/capture/lines.ts";
import type { Cell, Row } from "../shared/capture/row.ts";
import { type RowReader, rowReader } from "../shared/mapping/row-reader.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { type TrainingColumns, trainingColumns } from "../shared/retraining/training-columns.ts";
import { type ServiceRequest, trainingJobRequest } from "../shared/retraining/training-job-request.ts";
import { parseDuration } from "../shared/window/window.ts";
import { retrainingFolder, trainingSetFolder } from "../shared/window/work-keys.ts";
import type { RetrainingLock } from "./acquire-retraining.ts";
import { brokenTimes, type TimeRange } from "./broken-times.ts";
import type { Captured } from "./capture-kinds/capture-kind.ts";
import { captureKindOf } from "./capture-kinds/index.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import { plainBytes } from "./plain-bytes.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

export interface TrainingSet {
  readonly enough: boolean;
  /** Labelled rows; null where the job reads data of its own. */
  readonly rows: number | null;
  /** Labelled rows that were left out because the data were broken when they came: see `brokenTimes`. */
  readonly leftOut: number;
  readonly wanted: number;
  /** CreateTrainingJob. */
  readonly request: ServiceRequest;
}

const HOUR_MS = 3_600_000;
/** A label may come this long after its answer. */
const LABEL_HORIZON_HOURS = 24;
/** One file a day of rows. */
const HOURS_PER_FILE = 24;

type Needs = Pick<Ports, "work" | "captures" | "clock">;

export async function buildTrainingSet(
  ports: Needs,
  input: RetrainingRequest & { readonly lock: RetrainingLock },
): Promise<TrainingSet> {
  const now = ports.clock.now();
  const monitor = await requireMonitor(ports.work, input.endpoint, input.variant, now);
  const policy = monitor.retraining!;
  const folder = retrainingFolder(input.endpoint, input.lock.jobName);
  const rowsFolder = trainingSetFolder(input.endpoint, input.lock.jobName);
  const job = { name: input.lock.jobName, output: `${ports.work.name}/${folder}output` };
  if (policy.trainingData === undefined)
    return {
      enough: true,
      rows: null,
      leftOut: 0,
      wanted: policy.minRows,
      request: trainingJobRequest(monitor, job),
    };
  const { rows, leftOut } = await writeTrainingFiles(ports, monitor, input.variant, now, rowsFolder);
  const request = trainingJobRequest(monitor, { ...job, trainingData: `${ports.work.name}/${rowsFolder}` });
  return { enough: rows >= policy.minRows, rows, leftOut, wanted: policy.minRows, request };
}

async function writeTrainingFiles(
  ports: Needs,
  monitor: MonitorDefinition,
  variant: string,
  now: number,
  folder: string,
): Promise<Pick<TrainingFile, "rows" | "leftOut">> {
  const { groundTruth, lookback } = monitor.retraining!.trainingData!;
  const { bucket } = captureLocation(monitor.capture.uri);
  const kind = captureKindOf(monitor);
  const truth = captureLocation(groundTruth);
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  const labels = new Labels(ports.captures(truth.bucket), truth.prefix);
  const columns = trainingColumns(monitor, now);
  const broken = await brokenTimes(ports.work, monitor, { variant, now });
  const reader = rowReader(monitor);
  const file = new TrainingFile(ports.work, folder, columns.names);
  for (let hour = last - parseDuration(lookback)!; hour < last; hour += HOUR_MS) {
    await labels.moveTo(hour, last);
    for await (const { key: name } of ports.captures(bucket).list(kind.hourPrefix(monitor, variant, hour))) {
      const key = kind.parseKey(name, monitor);
      if (key === undefined) continue;
      const captured = kind.read((each) => ports.captures(each), { bucket, key: key.key }, reader.options);
      await addLabelled(captured, key, labels, { reader, file, columns, broken });
    }
    if ((hour / HOUR_MS) % HOURS_PER_FILE === HOURS_PER_FILE - 1) await file.flush();
  }
  await file.flush();
  return file;
}

interface LabelledRows {
  readonly reader: RowReader;
  readonly file: TrainingFile;
  readonly columns: TrainingColumns;
  readonly broken: readonly TimeRange[];
}

async function addLabelled(
  captured: AsyncIterable<Captured>,
  key: CaptureKey,
  labels: Labels,
  { reader, file, columns, broken }: LabelledRows,
): Promise<void> {
  for await (const each of captured) {
    const { record } = each;
    const label = record && labels.of(record.inferenceId ?? record.eventId);
    if (record === undefined || label === undefined) continue;
    const { time } = eventTime(record, key);
    const rows = reader.rows(each, time);
    // One label belongs to one row; a payload of several rows has a label for each, joined by line breaks.
    const ofRows = label.split("\n");
    if (!rows.ok || rows.rows.length !== ofRows.length) continue;
    if (broken.some(({ start, end }) => time >= start && time < end)) file.leftOut += ofRows.length;
    else for (const [index, row] of columns.rowsOf(rows, time).entries()) file.add(ofRows[index]!, row);
  }
}

/** The labels that may belong to the captures of an hour: those of the hour and of the day after it. */
class Labels {
  private readonly hours = new Map<number, Map<string, string>>();
  private readonly source: ObjectStore;
  private readonly prefix: string;

  constructor(source: ObjectStore, prefix: string) {
    this.source = source;
    this.prefix = prefix;
  }

  async moveTo(hour: number, last: number): Promise<void> {
    for (const known of this.hours.keys()) if (known < hour) this.hours.delete(known);
    for (let ahead = 0; ahead <= LABEL_HORIZON_HOURS; ahead++) {
      const at = hour + ahead * HOUR_MS;
      if (at <= last && !this.hours.has(at)) this.hours.set(at, await this.read(at));
    }
  }

  of(id: string | undefined): string | undefined {
    if (id === undefined) return undefined;
    for (const labels of this.hours.values()) {
      const label = labels.get(id);
      if (label !== undefined) return label;
    }
    return undefined;
  }

  private async read(hour: number): Promise<Map<string, string>> {
    const labels = new Map<string, string>();
    for await (const { key } of this.source.list(hourFolder(this.prefix, hour))) {
      for await (const line of splitLines(plainBytes(this.source, key))) {
        const parsed = "fault" in line ? undefined : parseGroundTruth(line.text);
        if (parsed?.ok) labels.set(parsed.truth.id, parsed.truth.label);
      }
    }
    return labels;
  }
}

/** Rows gathered into CSV files of the work store. */
class TrainingFile {
  rows = 0;
  leftOut = 0;
  private lines: string[] = [];
  private files = 0;
  private readonly store: ObjectStore;
  private readonly folder: string;
  private names: readonly string[] | undefined;

  constructor(store: ObjectStore, folder: string, names: readonly string[] | undefined) {
    this.store = store;
    this.folder = folder;
    this.names = names;
  }

  /** Cells go by name where the row has names; the first row decides which columns there are, unless the definition does. */
  add(label: string, { cells, names }: Row): void {
    this.names ??= names ?? cells.map((_, index) => `_c${index}`);
    const ordered = names === undefined ? cells : this.names.map((name) => cells[names.indexOf(name)]);
    this.lines.push([label, ...ordered].map(csvCell).join(","));
    this.rows += 1;
  }

  async flush(): Promise<void> {
    if (this.lines.length === 0) return;
    const header = ["label", ...(this.names ?? [])].map(csvCell).join(",");
    await this.store.put(
      `${this.folder}part-${String(this.files).padStart(5, "0")}.csv`,
      `${header}\n${this.lines.join("\n")}\n`,
    );
    this.files += 1;
    this.lines = [];
  }
}

function csvCell(cell: Cell): string {
  const text = cell === null || cell === undefined ? "" : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
