/**
 * One capture file → one partial for each window its records fall into. Records go by their own time, never by
 * the folder's hour. The home partial (the window of the file's own time) is written last, even with no
 * rows: 'has a home partial' means wholly profiled. Everything in a partial is a function of the file and the
 * definition, so the same file always gives the same bytes.
 */

import { captureObjectsOf } from "../shared/capture/capture-event.ts";
import { type CaptureKey, captureTime, parseCaptureKey } from "../shared/capture/capture-key.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { eventTimeReach } from "../shared/capture/event-time.ts";
import { rowReader } from "../shared/mapping/row-reader.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { encodeProfile } from "../shared/profile/profile-codec.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { parseDuration, type Window, windowId, windowOf } from "../shared/window/window.ts";
import { partialKey } from "../shared/window/work-keys.ts";
import { captureKindOf } from "./capture-kinds/index.ts";
import { lookAtPartial, type PartialLook } from "./hard-faults/look-at-partial.ts";
import { type RaisingPorts, raiseFaults } from "./hard-faults/raise-faults.ts";
import { allMonitors, monitorOf } from "./monitor-catalog.ts";
import { openWindow } from "./open-window.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { emptyProfile, profileRecords } from "./profile-records.ts";

/** Beside an event: what a closing window asks for when it finds files without a home partial. */
export interface ProfileRequest {
  readonly objects: readonly { readonly bucket: string; readonly key: string }[];
  /** `others`: this window is being closed and lists afterwards. `none`: a replay opens nothing. */
  readonly fence?: "all" | "others" | "none";
  readonly windowId?: string;
  /** Some of the files are newer than their partials: those are written again even where they hold the same. */
  readonly again?: true;
  /** Id of the replay that asks: its partials lie below its own folder, and a file that it has profiled is passed over. */
  readonly replay?: string;
}

export interface ProfiledFiles {
  readonly files: number;
  readonly records: number;
  readonly windows: readonly string[];
  /** Objects and messages left aside, each with its reason. */
  readonly ignored: readonly string[];
  /** Windows that a file came too late for. */
  readonly tooLate: readonly string[];
}

/** What the writing of partials needs: no engine. */
type Writes = Pick<Ports, "work" | "captures" | "clock" | "sensitiveKey">;

type Needs = Writes & Pick<Ports, "executions"> & RaisingPorts;

const MAX_TURNS = 5;

/** A file of which it is known what came of it; a text says why it was left aside. */
export interface FilePartials {
  /** Nothing is counted for a file whose partials a replay finds there. */
  readonly files: 0 | 1;
  readonly records: number;
  /** Windows that now hold a partial of the file. */
  readonly windows: readonly Window[];
  /** What the partials with rows show at once; none of a replay's. */
  readonly looks: readonly PartialLook[];
  readonly monitor: Pick<MonitorDefinition, "since" | "maxLateness">;
}

export interface CaptureObject {
  readonly bucket: string;
  readonly key: string;
}

/** How the partials of one file come to be written: by `writePartials`, on whichever thread. */
export type PartialsWriter = (
  object: CaptureObject,
  request: Pick<ProfileRequest, "again" | "replay">,
) => Promise<FilePartials | string>;

/**
 * Profiles every object that an event names, and opens the windows of each as soon as its partials are there: partials first,
 * whoever writes them. Then, and only then, hard faults that the partials show are told. Throws only where a try later may help.
 */
export async function profileCaptureFile(
  ports: Needs,
  event: unknown,
  write: PartialsWriter = (object, request) => writePartials(ports, object, request),
): Promise<ProfiledFiles> {
  const { objects, ignored: leftAside } = captureObjectsOf(event);
  const request = event as Partial<ProfileRequest>;
  const ignored = [...leftAside];
  const windows = new Set<string>();
  const tooLate = new Set<string>();
  let files = 0;
  let records = 0;
  for (const { bucket, key } of objects) {
    const { again, replay } = request;
    const written = await write({ bucket, key }, { ...(again && { again }), ...(replay && { replay }) });
    if (typeof written === "string") {
      ignored.push(written);
      continue;
    }
    files += written.files;
    records += written.records;
    for (const window of written.windows) {
      windows.add(windowId(window));
      if (replay !== undefined) continue;
      if (isTooLate(window, written.monitor, ports.clock.now())) tooLate.add(windowId(window));
      else if (fenced(request, window) && isWatched(window, written.monitor)) await openWindow(ports, window);
    }
    // What is profiled for somebody else's sake, a replay or a window that is made again, is told by nobody.
    if (request.fence !== "none") await tellFaultsOf(ports, key, written);
  }
  return { files, records, windows: [...windows].sort(), ignored, tooLate: [...tooLate].sort() };
}

async function tellFaultsOf(ports: Needs, key: string, { looks, monitor }: FilePartials): Promise<void> {
  const watched = looks.filter(({ window }) => isWatched(window, monitor));
  if (watched.length === 0) return;
  const { endpoint, variant } = watched[0]!.window;
  const definition = await monitorOf(ports.work, endpoint, variant, ports.clock.now());
  if (definition !== undefined) await raiseFaults(ports, definition, watched, key);
}

/**
 * Profiles one file and writes its partials; nothing else is written and no window is opened, so that any thread with the same
 * store may do it. A text says why the file is left aside. Throws only where a try later may help.
 */
export async function writePartials(
  ports: Writes,
  { bucket, key }: CaptureObject,
  { replay, again }: Pick<ProfileRequest, "again" | "replay">,
): Promise<FilePartials | string> {
  const found = await watched(ports, bucket, key);
  if (typeof found === "string") return found;
  const { since, maxLateness } = found.monitor;
  const monitor = { maxLateness, ...(since !== undefined && { since }) };
  const into = { again: again === true, replay };
  if (await isProfiled(ports.work, bucket, found, into))
    return { files: 0, records: 0, windows: [], looks: [], monitor };
  const profiled = await profileFile(ports, bucket, found, into);
  return profiled === undefined ? `${key} is no longer there` : { files: 1, ...profiled, monitor };
}

async function watched(ports: Writes, bucket: string, name: string): Promise<WatchedFile | string> {
  const monitors = await allMonitors(ports.work, ports.clock.now());
  for (const monitor of monitors) {
    if (captureLocation(monitor.capture.uri).bucket !== bucket) continue;
    const key = captureKindOf(monitor).parseKey(name, monitor);
    if (key !== undefined) return { key, monitor };
  }
  return leftAside(monitors, name);
}

/** Why nobody watches a file, as far as its key tells. */
function leftAside(monitors: readonly MonitorDefinition[], name: string): string {
  const key = parseCaptureKey(name);
  if (key === undefined)
    return `${name} is not a capture file that a monitor watches ({prefix}/{endpoint}/{variant}/yyyy/MM/dd/HH/{file}.jsonl, or a manifest of batch transform)`;
  const { endpoint, variant } = key;
  const monitor = monitors.find((each) => each.endpoint === endpoint && allVariants(each).includes(variant));
  return monitor === undefined
    ? `${name}: no monitor watches endpoint ${endpoint}, variant ${variant}`
    : `${name}: monitor ${monitor.monitor} reads its captures from ${monitor.capture.uri}`;
}

function fenced({ fence = "all", windowId: closing }: Partial<ProfileRequest>, window: Window): boolean {
  return fence === "all" || (fence === "others" && windowId(window) !== closing);
}

/** A window that was over before the monitor began has its partial, for whoever replays it, and no verdict of its own. */
function isWatched(window: Window, { since }: Pick<MonitorDefinition, "since">): boolean {
  return since === undefined || window.end > Date.parse(since);
}

function isTooLate(
  window: Window,
  { maxLateness }: Pick<MonitorDefinition, "maxLateness">,
  now: number,
): boolean {
  return now > window.end + parseDuration(maxLateness)!;
}

interface WatchedFile {
  readonly key: CaptureKey;
  readonly monitor: MonitorDefinition;
}

interface ProfiledFile {
  readonly records: number;
  readonly windows: readonly Window[];
  readonly looks: readonly PartialLook[];
}

/** How partials are written, and where. */
interface Into {
  /** Id of the replay that they are for; undefined for the live place. */
  readonly replay: string | undefined;
  readonly again: boolean;
}

/** Two windows of a replay ask for the files of the hour between them at once; their orders differ, so this is seldom late. */
async function isProfiled(
  work: ObjectStore,
  bucket: string,
  { key, monitor }: WatchedFile,
  { replay, again }: Into,
): Promise<boolean> {
  if (replay === undefined || again) return false;
  const home = windowOf(key.endpoint, key.variant, captureTime(key), parseDuration(monitor.window)!);
  return (await work.head(partialKey(home, configHash(monitor), { bucket, ...key }, replay))) !== undefined;
}

/**
 * Profiles one file and writes its partials; undefined when the file is gone. A file that was replaced meanwhile is
 * profiled once more: otherwise whoever read the old one and wrote last would win.
 */
async function profileFile(
  ports: Writes,
  bucket: string,
  watched: WatchedFile,
  into: Into,
): Promise<ProfiledFile | undefined> {
  const source = ports.captures(bucket);
  let there = await source.head(watched.key.key);
  if (there === undefined) return undefined;
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const profiled = await profileOnce(ports, bucket, watched, into);
    const now = await source.head(watched.key.key);
    if (now === undefined || now.etag === there.etag) return profiled;
    there = now;
  }
  throw new Error(
    `${source.name}/${watched.key.key} was replaced ${MAX_TURNS} times while it was being read; the message comes again.`,
  );
}

async function profileOnce(
  ports: Writes,
  bucket: string,
  { key, monitor }: WatchedFile,
  { again, replay }: Into,
): Promise<ProfiledFile> {
  const length = parseDuration(monitor.window)!;
  const home = windowOf(key.endpoint, key.variant, captureTime(key), length);
  const profiled = { monitor, reader: rowReader(monitor), sensitiveKey: ports.sensitiveKey };
  const stores = (name: string) => ports.captures(name);
  const profiles = await profileRecords(stores, { bucket, key: key.key }, key, profiled);
  const config = configHash(monitor);
  const windowAt = (start: number): Window => ({ ...home, start, end: start + length });
  const keyAt = (start: number) => partialKey(windowAt(start), config, { bucket, ...key }, replay);
  const records = [...profiles.values()].reduce((sum, profile) => sum + profile.records, 0);
  const encoded = new Map([...profiles].map(([start, profile]) => [start, encodeProfile(profile)]));
  // A file that has its home partial may have had another content then, and windows that it no longer touches hold partials
  // of that; the home partial does not tell, because the two may differ elsewhere only. A replay covers the live partials of
  // the old content, which it would read beside its own.
  const replaced = replay === undefined ? (await ports.work.head(keyAt(home.start))) !== undefined : again;
  const liveKeyAt = (start: number) => partialKey(windowAt(start), config, { bucket, ...key });
  if (replaced)
    for (const start of reachOf(key, length))
      if (!encoded.has(start) && (await ports.work.head(liveKeyAt(start))) !== undefined)
        encoded.set(start, encodeProfile(emptyProfile(profiled, start)));
  const foreignFirst = [...encoded].sort(
    ([a], [b]) => Number(a === home.start) - Number(b === home.start) || a - b,
  );
  for (const [start, body] of foreignFirst) await putOnce(ports.work, keyAt(start), body, again);
  const looks: PartialLook[] = [];
  if (replay === undefined)
    for (const [start, profile] of profiles)
      if (profile.rows > 0)
        looks.push(
          await lookAtPartial(ports, monitor, { window: windowAt(start), key: keyAt(start), profile }),
        );
  return { records, windows: foreignFirst.map(([start]) => windowAt(start)), looks };
}

/** Starts of the windows that records of a file can fall into. */
function* reachOf(key: CaptureKey, length: number): Generator<number> {
  const { first, last } = eventTimeReach(key);
  for (let start = Math.floor(first / length) * length; start <= last; start += length) yield start;
}

/**
 * Writes a partial once. A redelivery finds its own bytes and leaves them, unless they have to be newer than the file; a
 * file that was replaced under the same key replaces its partial.
 */
async function putOnce(work: ObjectStore, key: string, body: Uint8Array, again: boolean): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    if ((await work.put(key, body, { ifNoneMatch: "*" })).written) return;
    const there = await work.get(key);
    if (there === undefined) continue;
    if (!again && Buffer.compare(there.body, body) === 0) return;
    if ((await work.put(key, body, { ifMatch: there.etag })).written) return;
  }
  throw new Error(
    `${work.name}/${key} was replaced ${MAX_TURNS} times while it was being written; the message comes again.`,
  );
}
