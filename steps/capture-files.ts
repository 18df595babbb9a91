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
import { captureKindOf } from "./capture-kinds/index.ts";
import type { Ports, StoredObject } from "./ports.ts";

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
export async function* captureFiles(
  { captures }: Pick<Ports, "captures">,
  monitor: MonitorDefinition,
  span: Window,
): AsyncGenerator<CaptureFile> {
  const kind = captureKindOf(monitor);
  const store = captures(captureLocation(monitor.capture.uri).bucket);
  const first = Math.floor((span.start - REACH_MS) / 3_600_000) * 3_600_000;
  for (let hour = first; hour < span.end; hour += 3_600_000) {
    for await (const object of store.list(kind.hourPrefix(monitor, span.variant, hour))) {
      const { key: name, size, modified } = object;
      const key = size > 0 ? kind.parseKey(name, monitor) : undefined;
      if (key !== undefined && captureTime(key) >= span.start - REACH_MS && captureTime(key) < span.end)
        yield { ...key, size, ...(modified === undefined ? {} : { modified }) };
    }
  }
}

/**
 * Files that may hold records of the span and are still to be profiled: the difference of two LISTs. `config`: the
 * configuration of the partials, the definition's of now unless told otherwise.
 */
export async function unprofiledFiles(
  ports: Pick<Ports, "work" | "captures">,
  monitor: MonitorDefinition,
  span: Window,
  config = configHash(monitor),
): Promise<UnprofiledFile[]> {
  const length = parseDuration(monitor.window)!;
  const { bucket } = captureLocation(monitor.capture.uri);
  const homes = new Map<string, StoredObject>();
  const earliest = Math.floor((span.start - REACH_MS) / length) * length;
  for (const near of windowsBetween(span.endpoint, span.variant, earliest, span.end, length))
    for await (const partial of ports.work.list(partialsPrefix(near, config)))
      homes.set(partial.key, partial);
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
