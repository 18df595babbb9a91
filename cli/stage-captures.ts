/**
 * Capture files that do not lie as SageMaker lays them out (or lie in several places), brought into one folder that does, by
 * the times of their records.
 */
import { createReadStream } from "node:fs";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { captureKeyOf } from "../shared/capture/capture-key.ts";
import { parseCaptureRecord } from "../shared/capture/capture-record.ts";
import { splitLines } from "../shared/capture/lines.ts";
import { UnusableInput } from "../shared/errors.ts";
import { slug } from "../shared/window/execution-name.ts";
import { gunzipped } from "../steps/gunzipped.ts";
import type { CaptureFile } from "./find-captures.ts";
import type { Io } from "./io.ts";
import { isS3, openLocation } from "./open-store.ts";
import { placeFile } from "./place-file.ts";

const HOUR_MS = 3_600_000;
/** Records further than this from the middle one of their file have a wrong clock. */
const FARTHEST_MS = 366 * 24 * HOUR_MS;
/** Text held before it is written. */
const FLUSH_BYTES = 1 << 20;

export interface StageRequest {
  readonly files: readonly CaptureFile[];
  /** Folder that becomes the capture bucket. */
  readonly folder: string;
  readonly endpoint: string;
  readonly variant: string;
}

/** Reasons why files have no place, by path. A file with no readable time anywhere belongs to no window. */
export type Unplaced = readonly { readonly file: string; readonly reason: string }[];

/**
 * Places every file: linked as it is where its records lie in one hour, otherwise cut by the hour of its records. A line without
 * a time goes with the line before it, so that every line is somewhere and is counted there.
 */
export async function stageCaptures(
  io: Pick<Io, "cwd" | "env">,
  { files, folder, endpoint, variant }: StageRequest,
): Promise<Unplaced> {
  const unplaced: { file: string; reason: string }[] = [];
  for (const [index, file] of files.entries()) {
    const name = basename(file.path).replace(/\.jsonl(\.gz)?$/, "");
    const keyAt = (time: number) =>
      captureKeyOf({ prefix: "", endpoint, variant, time, id: `${slug(name, 60)}-${index}` });
    if (file.at !== undefined && !isS3(file.path)) {
      const { key } = file.at;
      const to = join(folder, key.endpoint, key.variant, ...file.path.split("/").slice(-5));
      const reason = await placeCapture(file.path, to, index);
      if (reason !== undefined) unplaced.push({ file: file.path, reason });
    } else {
      const times = await timesOf(io, file.path).catch(unusable);
      const hours = times instanceof UnusableInput ? undefined : hoursOf(times);
      if (times instanceof UnusableInput) unplaced.push({ file: basename(file.path), reason: times.message });
      else if (hours === undefined)
        unplaced.push({
          file: basename(file.path),
          reason: "none of its lines has an inferenceTime that can be read, and its path names no hour",
        });
      else if (hours.single && !isS3(file.path) && !file.path.endsWith(".gz"))
        await placeFile(file.path, join(folder, keyAt(hours.ofLine[0]!)));
      else await cut(io, file.path, hours.ofLine, (hour) => join(folder, keyAt(hour)));
    }
  }
  return unplaced;
}

function unusable(error: unknown): UnusableInput {
  if (error instanceof UnusableInput) return error;
  throw error;
}

/** Two folders may hold a file of one key: each is read under a name of its own, unless it is the same file twice, which is told. */
async function placeCapture(from: string, to: string, index: number): Promise<string | undefined> {
  if ((await placeFile(from, to)) === "placed") return undefined;
  const [here, there] = await Promise.all([readFile(from), readFile(to)]);
  if (here.equals(there)) return "the same file is among the others, and is counted once";
  await placeFile(from, to.replace(/(\.jsonl(\.gz)?)$/, `-${index}$1`));
  return undefined;
}

async function* bytesOf(io: Pick<Io, "cwd" | "env">, path: string): AsyncGenerator<Uint8Array> {
  if (!isS3(path)) {
    const raw = createReadStream(path, { highWaterMark: 1 << 20 });
    yield* path.endsWith(".gz") ? gunzipped(raw, basename(path)) : raw;
    return;
  }
  const { store, prefix } = await openLocation(io, path);
  yield* store.stream(prefix.replace(/\/$/, ""));
}

/** The `inferenceTime` of each line, undefined where it has none. */
async function timesOf(io: Pick<Io, "cwd" | "env">, path: string): Promise<(number | undefined)[]> {
  const times: (number | undefined)[] = [];
  for await (const line of splitLines(bytesOf(io, path))) {
    const parsed = "fault" in line ? undefined : parseCaptureRecord(line.text);
    times.push(parsed?.ok === true ? parsed.record.inferenceTime : undefined);
  }
  return times;
}

/** The hour that each line belongs to, epoch milliseconds; undefined when no line tells. */
function hoursOf(
  times: readonly (number | undefined)[],
): { readonly ofLine: readonly number[]; readonly single: boolean } | undefined {
  const known = times.filter((time) => time !== undefined).sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)];
  if (middle === undefined) return undefined;
  const hourOf = (time: number | undefined) =>
    time === undefined || Math.abs(time - middle) > FARTHEST_MS
      ? undefined
      : Math.floor(time / HOUR_MS) * HOUR_MS;
  const hours = times.map(hourOf);
  let current = hours.find((hour) => hour !== undefined)!;
  const ofLine = hours.map((hour) => (current = hour ?? current));
  return { ofLine, single: new Set(ofLine).size === 1 };
}

async function cut(
  io: Pick<Io, "cwd" | "env">,
  path: string,
  hourOfLine: readonly number[],
  pathOf: (hour: number) => string,
): Promise<void> {
  const pending = new Map<number, string[]>();
  let bytes = 0;
  const flush = async () => {
    for (const [hour, lines] of pending) {
      await mkdir(dirname(pathOf(hour)), { recursive: true });
      await appendFile(pathOf(hour), lines.join(""));
    }
    pending.clear();
    bytes = 0;
  };
  let at = 0;
  for await (const line of splitLines(bytesOf(io, path))) {
    // A line that is too long or not UTF-8 is kept as its fault, so that it is counted.
    const text = `${"fault" in line ? line.fault : line.text}\n`;
    const hour = hourOfLine[at++]!;
    const lines = pending.get(hour);
    if (lines === undefined) pending.set(hour, [text]);
    else lines.push(text);
    if ((bytes += text.length) > FLUSH_BYTES) await flush();
  }
  await flush();
}
