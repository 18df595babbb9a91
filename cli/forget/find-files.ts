/** The files of a monitor that hold records or labels of the wanted events. */
import { type CaptureKey, captureTime, checkedKey, hourFolder } from "../../shared/capture/capture-key.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { eventTime } from "../../shared/capture/event-time.ts";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { plainBytes } from "../../steps/plain-bytes.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type FileLines, readLines, textOfLine } from "./file-lines.ts";
import type { Places } from "./places.ts";
import type { WantedIds } from "./wanted-ids.ts";

/** Windows are multiples of it, so what a file touches is told in these. */
export const SLOT_MS = 300_000;
const HOUR_MS = 3_600_000;
/** A record lies from an hour before its file's folder to two hours after it (shared/capture/event-time.ts). */
const EARLIER_MS = 2 * HOUR_MS;
const LATER_MS = HOUR_MS;
/** Labels are read so long after an answer (steps/build-training-set.ts). */
const LABEL_HORIZON_MS = 24 * HOUR_MS;
/** GETs under way at once. */
const READ_AT_ONCE = 16;

/** A file that holds some of what is looked for; also what the journal keeps of it. No id is in it. */
export interface FoundFile {
  readonly kind: "captures" | "labels";
  readonly bucket: string;
  readonly key: string;
  /** As it was before a line was taken out. */
  readonly etag: string;
  readonly variant: string | null;
  /** Time of the file by its name; of labels their hour. */
  readonly time: number;
  /** Starts of the five minutes that its records fall into, in order. */
  readonly slots: readonly number[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Searched {
  readonly found: readonly FoundFile[];
  readonly files: number;
  readonly bytes: number;
  readonly unreadable: readonly { readonly what: string; readonly why: string }[];
}

interface Candidate {
  readonly name: string;
  readonly size: number;
  readonly found: Omit<FoundFile, "etag" | "slots">;
  readonly capture?: CaptureKey;
}

/** Reads every capture and ground truth file of the span. `tell` hears how many files were read. */
export async function findFiles(
  places: Places,
  wanted: WantedIds,
  span: Span,
  tell: (files: number, bytes: number) => void,
): Promise<Searched> {
  const captures = await search(places, captureFilesOf(places, span), wanted, tell);
  // By now the callers' own ids of the records are known, under which labels are kept.
  const labels = await search(places, labelFilesOf(places, span), wanted, (files, bytes) =>
    tell(captures.files + files, captures.bytes + bytes),
  );
  return {
    found: [...captures.found, ...labels.found],
    files: captures.files + labels.files,
    bytes: captures.bytes + labels.bytes,
    unreadable: [...captures.unreadable, ...labels.unreadable],
  };
}

async function search(
  places: Places,
  candidates: AsyncIterator<Candidate>,
  wanted: WantedIds,
  tell: (files: number, bytes: number) => void,
): Promise<Searched> {
  const found: FoundFile[] = [];
  const unreadable: { what: string; why: string }[] = [];
  let files = 0;
  let bytes = 0;
  const worker = async () => {
    for (let next = await candidates.next(); next.done !== true; next = await candidates.next()) {
      const candidate = next.value;
      const { store } = places.bucket(candidate.found.bucket);
      try {
        const file = await look(store, candidate, wanted);
        if (file !== undefined) found.push(file);
      } catch (fault) {
        if (!(fault instanceof UnusableInput)) throw fault;
        unreadable.push({ what: `${store.name}/${candidate.name}`, why: fault.message });
      }
      bytes += candidate.size;
      tell(++files, bytes);
    }
  };
  await Promise.all(Array.from({ length: READ_AT_ONCE }, worker));
  return { found: found.sort((a, b) => (a.key < b.key ? -1 : 1)), files, bytes, unreadable };
}

async function look(
  store: ObjectStore,
  { name, found, capture }: Candidate,
  wanted: WantedIds,
): Promise<FoundFile | undefined> {
  try {
    if (!(await wanted.areIn(plainBytes(store, name)))) return undefined;
  } catch (gone) {
    if (gone instanceof ObjectNotFound) return undefined;
    throw gone;
  }
  const file = await readLines(store, name);
  if (file === undefined) return undefined;
  const texts = file.lines.map(textOfLine);
  if (capture === undefined)
    return texts.some((text) => wanted.isLabel(text))
      ? { ...found, etag: file.etag, slots: [slotOf(found.time)] }
      : undefined;
  const mine = texts.filter((text) => wanted.isRecord(text));
  if (mine.length === 0) return undefined;
  for (const text of mine) {
    const parsed = parseCaptureRecord(text);
    if (parsed.ok && parsed.record.inferenceId !== undefined) wanted.addInference(parsed.record.inferenceId);
  }
  return { ...found, etag: file.etag, slots: slotsOf(file, capture) };
}

/** Where the records of a file fall, by their own time; of a line that is no record, where the file itself does. */
export function slotsOf({ lines }: FileLines, key: CaptureKey): number[] {
  const slots = new Set([slotOf(captureTime(key))]);
  for (const line of lines) {
    const parsed = parseCaptureRecord(textOfLine(line));
    if (parsed.ok) slots.add(slotOf(eventTime(parsed.record, key).time));
  }
  return [...slots].sort((a, b) => a - b);
}

const slotOf = (time: number) => Math.floor(time / SLOT_MS) * SLOT_MS;

async function* captureFilesOf({ monitor, bucket }: Places, span: Span): AsyncGenerator<Candidate> {
  const { bucket: name } = captureLocation(monitor.capture.uri);
  for await (const { key, size } of capturesBetween(
    { monitor, bucket },
    {
      from: span.from - EARLIER_MS,
      to: span.to + LATER_MS,
    },
  ))
    yield {
      name: key.key,
      size,
      capture: key,
      found: { kind: "captures", bucket: name, key: key.key, variant: key.variant, time: captureTime(key) },
    };
}

/** Capture files of every variant whose folder's hour lies in the span. */
export async function* capturesBetween(
  { monitor, bucket }: Pick<Places, "monitor" | "bucket">,
  { from, to }: Span,
): AsyncGenerator<{ readonly key: CaptureKey; readonly size: number }> {
  const kind = captureKindOf(monitor);
  const { store } = bucket(captureLocation(monitor.capture.uri).bucket);
  for (const folder of captureFolders(monitor))
    for await (const { key: name, size } of store.list(
      folder,
      after(hourFolder(folder.slice(0, -1), startOf(from))),
    )) {
      const key = size > 0 ? kind.parseKey(name, monitor) : undefined;
      if (key === undefined) continue;
      if (key.hour >= to) break;
      yield { key, size };
    }
}

/** Where the captures of each variant begin, with the closing slash; manifests of batch transform name no variant. */
export function captureFolders(monitor: MonitorDefinition): Set<string> {
  const kind = captureKindOf(monitor);
  return new Set(
    allVariants(monitor).map((variant) => kind.hourPrefix(monitor, variant, 0).slice(0, -HOUR_FOLDER.length)),
  );
}

const HOUR_FOLDER = "yyyy/MM/dd/HH/";
/** 0001-01-01, which every folder comes after, for a span that is open. */
const EVER = -62_135_596_800_000;
const startOf = (time: number) => Math.max(EVER, Math.floor(time / HOUR_MS) * HOUR_MS);
/** Just before a folder: its name without the closing slash. */
const after = (folder: string) => ({ startAfter: folder.slice(0, -1) });

async function* labelFilesOf({ monitor, bucket }: Places, { from, to }: Span): AsyncGenerator<Candidate> {
  const groundTruth = monitor.retraining?.trainingData?.groundTruth;
  if (groundTruth === undefined) return;
  const { bucket: name, prefix } = captureLocation(groundTruth);
  const folder = prefix === "" ? "" : `${prefix}/`;
  const { store } = bucket(name);
  for await (const { key, size } of store.list(folder, after(hourFolder(prefix, startOf(from))))) {
    const read = size > 0 ? checkedKey(key.slice(folder.length), LABELS) : undefined;
    if (read === undefined) continue;
    if (read.hour >= to + LABEL_HORIZON_MS) break;
    yield { name: key, size, found: { kind: "labels", bucket: name, key, variant: null, time: read.hour } };
  }
}

/** Below the folder of ground truth; everything in an hour is read (steps/build-training-set.ts). */
const LABELS = /^(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/(.+)$/;
