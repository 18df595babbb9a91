/** Captures rewritten so that Plumbline reads in them what the service does. */
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type CaptureKey, hourPrefix, parseCaptureKey } from "../../shared/capture/capture-key.ts";
import { jsonOf, objectOf } from "../../shared/capture/json-type.ts";
import { splitLines } from "../../shared/capture/lines.ts";
import { plainBytes } from "../../steps/plain-bytes.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { CaptureSource } from "../capture-source.ts";
import type { CaptureLine, ServiceReading } from "./readings/service-reading.ts";

export interface Rereading {
  readonly captures: ObjectStore;
  readonly source: CaptureSource;
  readonly readings: readonly ServiceReading[];
  /** Variants of the monitor, in its order. */
  readonly variants: readonly string[];
  /** Windows that are looked at again; times in ms. */
  readonly windows: readonly { readonly start: number; readonly length: number }[];
  /** Empty folder that the rewritten files go to. */
  readonly folder: string;
}

const HOUR_MS = 3_600_000;

/** The files that reach into the windows, rewritten; lines that are no records stay as they are. */
export async function rereadCaptures(rereading: Rereading): Promise<CaptureSource> {
  const { source, folder } = rereading;
  const keys: CaptureKey[] = [];
  for (const key of source.keys) {
    if (!reachesIn(key, rereading)) continue;
    const moved = movedKey(key, rereading);
    await mkdir(dirname(join(folder, moved.key)), { recursive: true });
    await pipeline(rewrittenLines(key, rereading), createWriteStream(join(folder, moved.key)));
    keys.push(moved);
  }
  return { ...source, uri: folder, keys, variants: [...new Set(keys.map(({ variant }) => variant))].sort() };
}

/** A record may lie an hour before its time or two hours after it (shared/capture/event-time.ts). */
function reachesIn({ hour }: CaptureKey, { windows }: Rereading): boolean {
  return windows.some(({ start, length }) => hour >= start - 2 * HOUR_MS && hour <= start + length);
}

function movedKey(key: CaptureKey, { readings, variants }: Rereading): CaptureKey {
  let at: Pick<CaptureKey, "variant" | "file"> = { ...key, file: key.file.replace(/\.gz$/, "") };
  for (const reading of readings) if (reading.key) at = reading.key({ ...key, ...at }, variants);
  return parseCaptureKey(`${hourPrefix("", key.endpoint, at.variant, key.hour)}${at.file}`)!;
}

async function* rewrittenLines(key: CaptureKey, { captures, readings }: Rereading): AsyncGenerator<string> {
  for await (const line of splitLines(plainBytes(captures, key.key)))
    yield `${"fault" in line ? line.fault : rewritten(line.text, key, readings)}\n`;
}

function rewritten(text: string, key: CaptureKey, readings: readonly ServiceReading[]): string {
  const record = objectOf(jsonOf(text));
  if (record === undefined) return text;
  let line: CaptureLine = record;
  for (const reading of readings) line = reading.line?.(line, key) ?? line;
  return JSON.stringify(line);
}
