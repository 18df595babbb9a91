/**
 * The raw folder against the partials: what reconciling is made of. A file whose home partial is there, and not older than
 * the file, is wholly profiled; every other one is still to be profiled, whatever became of its event.
 */
import { type CaptureKey, captureTime } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { parseDuration, type Window, windowOf, windowsBetween } from "../shared/window/window.ts";
import { partialKey, partialsPrefix } from "../shared/window/work-keys.ts";
import { capturePlacesOf } from "./capture-kinds/places.ts";
import type { Ports, StoredObject } from "./ports.ts";
import { LIVE, type PartialPlaces, windowPartials } from "./window-partials.ts";

/** A file holds up to a minute of records, and a clock may be off: files of the hour before may reach in. */
const REACH_MS = 3_600_000;

/** A capture file as a LIST shows it. */
export type CaptureFile = CaptureKey & Pick<StoredObject, "size" | "modified">;

/** A file without a home partial, or one that was replaced after its home partial was written (`stale`). */
export interface UnprofiledFile {
  readonly file: CaptureFile;
  readonly home: Window;
  readonly stale: boolean;
}

/** Capture files whose own time lies in the span or the hour before it, by time of their folder. */
async function* captureFiles(
  ports: Pick<Ports, "captures">,
  monitor: MonitorDefinition,
  span: Window,
): AsyncGenerator<CaptureFile> {
  for (const hour of captureHours(span)) yield* captureFilesOfHour(ports, monitor, span, hour);
}

/** The hours whose folders may hold them. */
export function captureHours({ start, end }: Pick<Window, "start" | "end">): number[] {
  const hours: number[] = [];
  const first = Math.floor((start - REACH_MS) / 3_600_000) * 3_600_000;
  for (let hour = first; hour < end; hour += 3_600_000) hours.push(hour);
  return hours;
}

/** Those of one hour's folder. */
export async function* captureFilesOfHour(
  { captures }: Pick<Ports, "captures">,
  monitor: MonitorDefinition,
  span: Window,
  hour: number,
): AsyncGenerator<CaptureFile> {
  const places = capturePlacesOf(monitor);
  const store = captures(captureLocation(monitor.capture.uri).bucket);
  for await (const { key: name, size, modified } of store.list(
    places.hourPrefix(monitor, span.variant, hour),
  )) {
    const key = size > 0 ? places.parseKey(name, monitor) : undefined;
    const time = key === undefined ? Number.NaN : captureTime(key);
    if (time >= span.start - REACH_MS && time < span.end)
      yield { ...key!, size, ...(modified === undefined ? {} : { modified }) };
  }
}

interface Against {
  /** Configuration of the partials; the definition's of now unless told otherwise. */
  readonly config?: string;
  /** Where the partials lie; the live ones unless told otherwise. */
  readonly places?: PartialPlaces;
}

/** Files that may hold records of the span and are still to be profiled: the difference of two LISTs. */
export async function unprofiledFiles(
  ports: Pick<Ports, "work" | "captures">,
  monitor: MonitorDefinition,
  span: Window,
  { config = configHash(monitor), places = LIVE }: Against = {},
): Promise<UnprofiledFile[]> {
  const length = parseDuration(monitor.window)!;
  const { bucket } = captureLocation(monitor.capture.uri);
  const homes = new Map<string, StoredObject>();
  const earliest = Math.floor((span.start - REACH_MS) / length) * length;
  for (const near of windowsBetween(span.endpoint, span.variant, earliest, span.end, length))
    for (const partial of await windowPartials(ports.work, near, config, places))
      homes.set(`${partialsPrefix(near, config)}${partial.name}`, partial);
  const unprofiled: UnprofiledFile[] = [];
  for await (const file of captureFiles(ports, monitor, span)) {
    const home = windowOf(span.endpoint, span.variant, captureTime(file), length);
    const partial = homes.get(partialKey(home, config, { bucket, ...file }));
    const stale = partial !== undefined && isNewer(file, partial);
    if (partial === undefined || stale) unprofiled.push({ file, home, stale });
  }
  return unprofiled;
}

/** By the store's own clock; a folder tells no such time, because a copy of it has new ones. */
const isNewer = (file: Pick<StoredObject, "modified">, partial: Pick<StoredObject, "modified">) =>
  file.modified !== undefined && partial.modified !== undefined && file.modified > partial.modified;
