/** Which windows the rewritten files had a share in, and how each comes to be without it. */
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { configHash } from "../../shared/profile/profile-config.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { hashOf } from "../../shared/window/execution-name.ts";
import { isClosed, parseDuration, type Window } from "../../shared/window/window.ts";
import {
  currentKey,
  partialName,
  partialsPrefix,
  revisionFolder,
  windowsPrefix,
} from "../../shared/window/work-keys.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import type { WindowPlan } from "../../steps/close-window.ts";
import { getJson, swapJson } from "../../steps/json-object.ts";
import type { CurrentRevision } from "../../steps/publish-report.ts";
import { readLines } from "./file-lines.ts";
import { capturesBetween, type FoundFile, slotsOf } from "./find-files.ts";
import type { Places } from "./places.ts";
import { daysOf, holdsSlot, type StoredVersion, windowVersions } from "./stored-windows.ts";

export interface TouchedWindow {
  readonly window: Window;
  readonly id: string;
  /** Everything in its folder. */
  readonly stored: readonly StoredVersion[];
  /** Its length is the definition's. */
  readonly ofToday: boolean;
  /** Whether a file's own time lies in it. */
  readonly home: boolean;
}

/**
 * Windows of the store that hold a time of a file's records, of any length that windows ever had. One that is still open has no results
 * yet: it closes over the rewritten files.
 */
export async function touchedWindows(places: Places, files: readonly FoundFile[]): Promise<TouchedWindow[]> {
  const { monitor } = places;
  const length = parseDuration(monitor.window)!;
  const touched: TouchedWindow[] = [];
  for (const [variant, ofVariant] of byVariant(files)) {
    const slots = new Set(ofVariant.flatMap((file) => file.slots));
    const prefix = windowsPrefix(monitor.endpoint, variant);
    for (const [id, stored] of await storedAt(places.work, prefix, slots)) {
      const { start, end } = stored[0]!;
      const isOpen = !isClosed({ end }, parseDuration(monitor.lateness)!, places.now);
      if (isOpen && !stored.some(({ rest }) => rest === "current.json")) continue;
      const home = ofVariant.some(({ time }) => time >= start && time < end);
      const window = { endpoint: monitor.endpoint, variant, start, end };
      touched.push({ window, id, stored, ofToday: end - start === length, home });
    }
  }
  return touched.sort((a, b) => a.window.start - b.window.start);
}

/** Versions below a folder of windows, by window, of those that hold one of the slots. */
export async function storedAt(
  store: Places["work"],
  prefix: string,
  slots: ReadonlySet<number>,
): Promise<Map<string, StoredVersion[]>> {
  const found = new Map<string, StoredVersion[]>();
  for (const days of daysOf(slots))
    for await (const stored of windowVersions(store, prefix, days))
      if (holdsSlot(stored, slots)) found.set(stored.id, [...(found.get(stored.id) ?? []), stored]);
  return found;
}

/** Captures by their variant. */
export function byVariant(files: readonly FoundFile[]): Map<string, FoundFile[]> {
  const grouped = new Map<string, FoundFile[]>();
  for (const file of files)
    if (file.variant !== null) grouped.set(file.variant, [...(grouped.get(file.variant) ?? []), file]);
  return grouped;
}

/** The end of a partial's key, which names its capture file (shared/window/work-keys.ts). */
export const partialEnding = ({ bucket, key }: { readonly bucket: string; readonly key: string }): string =>
  `-${hashOf(8, bucket, key)}.bin`;

/** What readers are shown of a window; undefined while it has no revision. */
export async function currentOf(
  { work }: Places,
  window: Window,
): Promise<{ revision: number; verdict: Verdict | undefined } | undefined> {
  const current = (await getJson<CurrentRevision>(work.store, currentKey({ window })))?.value;
  if (current === undefined) return undefined;
  const { revision } = current;
  const verdict = await getJson<Verdict>(work.store, `${revisionFolder({ window, revision })}verdict.json`);
  return { revision, verdict: verdict?.value };
}

/**
 * How many files of a window's current revision can be brought in no more: neither their partial nor the capture file is there. Such
 * a window cannot be made again as a whole. Files that `forgotten` emptied are not missed.
 */
export async function lostSources(
  places: Places,
  window: Window,
  forgotten: readonly FoundFile[],
): Promise<number> {
  const plan = (await currentPlan(places, window))?.plan;
  if (plan === undefined) return 0;
  const there = new Set<string>();
  for await (const { key } of places.work.store.list(partialsPrefix(window, configHash(places.monitor))))
    there.add(partialName(key));
  const known = new Set(forgotten.map(partialEnding));
  const gone = plan.partials.filter(({ key }) => !there.has(partialName(key)) && !known.has(endingOf(key)));
  if (gone.length === 0) return 0;
  const raw = await rawEndings(places, window);
  return gone.filter(({ key }) => !raw.has(endingOf(key))).length;
}

/**
 * Takes files that hold nothing of a window any more out of the plan of its current revision. Otherwise the next one would be taken
 * for a part of the window, which never becomes the one to read (steps/close-window.ts).
 */
export async function missNothing(
  places: Places,
  window: Window,
  files: readonly FoundFile[],
): Promise<void> {
  const key = (await currentPlan(places, window))?.key;
  if (key === undefined) return;
  const out = new Set<string>();
  for (const file of files) if (!(await reaches(places, file, window))) out.add(partialEnding(file));
  await swapJson<WindowPlan>(places.work.store, key, (plan) => {
    const partials = plan?.partials.filter((partial) => !out.has(endingOf(partial.key)));
    return plan === undefined || partials!.length === plan.partials.length
      ? undefined
      : { ...plan, partials: partials! };
  });
}

/** Whether a capture file, as it is now, has a partial of the window: its own one, or one of its records'. */
async function reaches({ monitor, bucket }: Places, file: FoundFile, window: Window): Promise<boolean> {
  const key = captureKindOf(monitor).parseKey(file.key, monitor);
  const lines = await readLines(bucket(file.bucket).store, file.key);
  return key !== undefined && (lines?.lines.length ?? 0) > 0 && holdsSlot(window, slotsOf(lines!, key));
}

async function currentPlan(
  places: Places,
  window: Window,
): Promise<{ readonly key: string; readonly plan: WindowPlan } | undefined> {
  const revision = (await currentOf(places, window))?.revision;
  if (revision === undefined) return undefined;
  const key = `${revisionFolder({ window, revision })}plan.json`;
  const plan = (await getJson<WindowPlan>(places.work.store, key))?.value;
  return plan && { key, plan };
}

const endingOf = (partial: string) => partial.slice(-"-01234567.bin".length);
const HOUR_MS = 3_600_000;

/** Capture files that may hold records of the window lie from two hours before it to one after it. */
async function rawEndings(places: Places, { start, end }: Window): Promise<Set<string>> {
  const { bucket } = captureLocation(places.monitor.capture.uri);
  const endings = new Set<string>();
  for await (const { key } of capturesBetween(places, { from: start - 2 * HOUR_MS, to: end + HOUR_MS }))
    endings.add(partialEnding({ bucket, key: key.key }));
  return endings;
}
