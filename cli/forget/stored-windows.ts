/** What the store keeps of windows: below `partials/`, `windows/` and each replay, folders are named by window id. */
import { parseDuration, parseWindowId } from "../../shared/window/window.ts";
import type { ObjectVersion } from "../../steps/ports.ts";
import { SLOT_MS, type Span } from "./find-files.ts";
import type { Places, VersionedStore } from "./places.ts";

export interface StoredVersion {
  readonly version: ObjectVersion;
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** The key below the window's folder. */
  readonly rest: string;
}

const DAY_MS = 86_400_000;

/**
 * Versions below `prefix` whose window begins on one of the days of the span; ids begin with their day, so that nothing else is
 * listed. What is no window is passed over.
 */
export async function* windowVersions(
  { versions }: VersionedStore,
  prefix: string,
  { from, to }: Span,
): AsyncGenerator<StoredVersion> {
  for (const part of daysBetween(from, to))
    for await (const version of versions.list(`${prefix}${part}`)) {
      const [id = "", ...rest] = version.key.slice(prefix.length).split("/");
      if (id.slice(0, 8) > last(to)) break;
      const span = spanOf(id);
      if (span !== undefined && id.slice(0, 8) >= first(from))
        yield { version, id, ...span, rest: rest.join("/") };
    }
}

/** Every day of a span as ids begin with it; all of them at once where the span has no begin. */
function* daysBetween(from: number, to: number): Generator<string> {
  if (from === Number.NEGATIVE_INFINITY || to === Number.POSITIVE_INFINITY) yield "";
  else for (let day = Math.floor(from / DAY_MS) * DAY_MS; day <= to; day += DAY_MS) yield dayOf(day);
}

const first = (from: number) => (from === Number.NEGATIVE_INFINITY ? "" : dayOf(from));
const last = (to: number) => (to === Number.POSITIVE_INFINITY ? "9" : dayOf(to));
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10).replaceAll("-", "");

function spanOf(id: string): { start: number; end: number } | undefined {
  try {
    return parseWindowId(id);
  } catch {
    return undefined; // no window's folder
  }
}

/** Spans of days that hold the windows of these slots, each with the day before, as a window is a day at most. */
export function daysOf(slots: Iterable<number>): Span[] {
  const days = new Set<number>();
  for (const slot of slots)
    for (const back of [0, DAY_MS]) days.add(Math.floor((slot - back) / DAY_MS) * DAY_MS);
  const spans: { from: number; to: number }[] = [];
  for (const day of [...days].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && day - last.to <= 2 * DAY_MS) last.to = day;
    else spans.push({ from: day, to: day });
  }
  return spans;
}

/** Whether a window holds a time of one of the slots. */
export const holdsSlot = (
  { start, end }: { start: number; end: number },
  slots: Iterable<number>,
): boolean => {
  for (const slot of slots) if (slot < end && slot + SLOT_MS > start) return true;
  return false;
};

/** The sweep looks at windows until so long after they are too late for files (steps/sweep-windows.ts). */
const SWEPT_MS = 2 * DAY_MS;

/** Whether the sweep may still look at a window. */
export const isSwept = ({ monitor, now }: Places, { end }: { readonly end: number }): boolean =>
  end + parseDuration(monitor.lateness)! + parseDuration(monitor.maxLateness)! + SWEPT_MS > now;

/** Ids of the replays that are kept. */
export async function replayIds({ versions }: VersionedStore): Promise<string[]> {
  const ids: string[] = [];
  for (let after = REPLAYS; ; after = `${REPLAYS}${ids.at(-1)}0`) {
    const id = await firstBelow(versions.list(REPLAYS, { startAfter: after }));
    if (id === undefined) return ids;
    ids.push(id); // "0" is what comes after "/": the next one's first key
  }
}

const REPLAYS = "replays/";

async function firstBelow(found: AsyncIterable<ObjectVersion>): Promise<string | undefined> {
  for await (const { key } of found) return key.slice(REPLAYS.length).split("/")[0];
  return undefined;
}
