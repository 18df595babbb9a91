/**
 * What a replay would be: its windows, the capture files and partials behind them, and what it would cost. A month is
 * 744 hours and, at ten files a minute, 432,000 files: folders are listed many at a time, each in a page or two.
 */
import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import {
  isClosed,
  parseDuration,
  parseWindowId,
  type Window,
  windowId,
  windowsBetween,
} from "../shared/window/window.ts";
import { monitorKey, partialFile, partialsOf } from "../shared/window/work-keys.ts";
import { captureFilesOfHour, captureHours } from "./capture-files.ts";
import { inParallel } from "./in-parallel.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { replayCost } from "./replay-cost.ts";
import type { ReplaySource } from "./window-input.ts";

export interface ReplayRequest {
  readonly endpoint: string;
  readonly variant: string;
  /** ISO 8601; windows that start in [from, to). */
  readonly from: string;
  readonly to: string;
  /** Default: the stored partials, and the capture files where those are gone. */
  readonly source?: ReplaySource;
  readonly dryRun?: boolean;
}

export interface ReplayPlan {
  readonly id: string;
  readonly source: ReplaySource;
  readonly windows: number;
  /** Raw capture files of the range and of the hour before it, and their bytes. */
  readonly files: number;
  readonly bytes: number;
  /** Partials of these windows that are still stored. */
  readonly partials: number;
  /** Capture files that are read again: all of them, or those whose partials are gone. */
  readonly filesToRead: number;
  readonly estimatedDollars: number;
  /** What the estimate is made of. */
  readonly estimateOf: string;
  readonly started: boolean;
}

/** A plan, and what starting it takes. */
export interface PlannedReplay {
  readonly request: Required<Omit<ReplayRequest, "dryRun">>;
  readonly plan: ReplayPlan;
  readonly monitor: MonitorDefinition;
  /** ETag of the stored definition: a replay that is taken up again has to be judged by the same. */
  readonly definition: string;
  readonly windows: readonly Window[];
}

/**
 * A month of five-minute windows and some more. An id has at most 24 characters, so that 9,000 of them with their quotes
 * and commas are 243,000 bytes: under the 256 KiB of a state.
 */
export const MAX_WINDOWS = 9000;
/** S3 answers 5,500 GETs and LISTs a second below one prefix; a laptop's disk answers one at a time. */
export const LISTS_AT_ONCE = 32;

/** Plans a range of windows. Throws `UnusableInput` for a range without windows, with too many, or that has not ended. */
export async function planReplay(
  ports: Pick<Ports, "work" | "captures" | "clock">,
  asked: ReplayRequest,
): Promise<PlannedReplay> {
  const now = ports.clock.now();
  const { endpoint, variant, from, to } = asked;
  const source = sourceOf(asked.source);
  const monitor = await requireMonitor(ports.work, endpoint, variant, now);
  const request = { endpoint, variant, from, to, source };
  const windows = windowsOf(request, monitor);
  refuse(windows, monitor, now, request);
  const found = await survey(ports, monitor, windows, source);
  const id = `${from.slice(0, 10)}-${hashOf(10, endpoint, variant, from, to, source, String(now))}`;
  const cost = replayCost({
    ...found,
    windows: windows.length,
    length: parseDuration(monitor.window)!,
    source,
  });
  const { files, bytes, partials, filesToRead } = found;
  const plan = { id, source, windows: windows.length, files, bytes, partials, filesToRead, ...cost };
  const definition = (await ports.work.head(monitorKey(monitor.monitor)))?.etag ?? "";
  return { request, monitor, definition, windows, plan: { ...plan, started: false } };
}

/** The windows that start in the range. Throws `UnusableInput` where one of its ends is no time. */
export function windowsOf(
  { endpoint, variant, from, to }: Pick<ReplayRequest, "endpoint" | "variant" | "from" | "to">,
  monitor: MonitorDefinition,
): Window[] {
  const [start, end] = [instant("from", from), instant("to", to)];
  return [...windowsBetween(endpoint, variant, start, end, parseDuration(monitor.window)!)];
}

function sourceOf(source: unknown): ReplaySource {
  if (source === undefined || source === "partials" || source === "raw") return source ?? "partials";
  throw new UnusableInput(`Got "source": ${JSON.stringify(source)}; expected "partials" or "raw".`);
}

function instant(name: string, text: unknown): number {
  const time = typeof text === "string" ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new UnusableInput(
      `Got "${name}": ${JSON.stringify(text)}; expected a time such as "2001-02-16T00:00:00Z".`,
    );
  return time;
}

function refuse(
  windows: readonly Window[],
  monitor: MonitorDefinition,
  now: number,
  { from, to }: ReplayRequest,
): void {
  if (windows.length === 0)
    throw new UnusableInput(`No window starts in [${from}, ${to}). Give a "from" before "to", in UTC.`);
  if (windows.length > MAX_WINDOWS)
    throw new UnusableInput(
      `[${from}, ${to}) holds ${windows.length} windows; one replay takes ${MAX_WINDOWS}. Replay it in parts.`,
    );
  if (!isClosed(windows.at(-1)!, parseDuration(monitor.lateness)!, now))
    throw new UnusableInput(
      `Window ${windowId(windows.at(-1)!)} has not ended yet; a replay takes windows that are over. Give a "to" before ${new Date(now).toISOString()}.`,
    );
}

interface Survey {
  readonly files: number;
  readonly bytes: number;
  readonly partials: number;
  readonly filesToRead: number;
  readonly bytesToRead: number;
}

/** Only counts are kept: a function has memory for them, and a month's keys are a gigabyte of work to compare. */
async function survey(
  ports: Pick<Ports, "work" | "captures">,
  monitor: MonitorDefinition,
  windows: readonly Window[],
  source: ReplaySource,
): Promise<Survey> {
  const range = { ...windows[0]!, end: windows.at(-1)!.end };
  const length = parseDuration(monitor.window)!;
  const stored =
    source === "raw"
      ? { partials: 0, homes: new Map<number, number>() }
      : await storedPartials(ports.work, range, configHash(monitor), length);
  let [files, bytes, filesToRead, bytesToRead] = [0, 0, 0, 0];
  await inParallel(captureHours(range), LISTS_AT_ONCE, async (hour) => {
    let [count, size] = [0, 0];
    for await (const file of captureFilesOfHour(ports, monitor, range, hour)) {
      count += 1;
      size += file.size;
    }
    const toRead = Math.max(0, count - (stored.homes.get(hour) ?? 0));
    files += count;
    bytes += size;
    filesToRead += toRead;
    bytesToRead += count === 0 ? 0 : (size / count) * toRead;
  });
  return { files, bytes, partials: stored.partials, filesToRead, bytesToRead };
}

interface StoredPartials {
  /** Of the windows of the range. */
  readonly partials: number;
  /** Files of the range and the hour before it that have their home partial, by the hour of their folder. */
  readonly homes: ReadonlyMap<number, number>;
}

/** One LIST an hour, however short the windows are. */
async function storedPartials(
  work: ObjectStore,
  range: Window,
  config: string,
  length: number,
): Promise<StoredPartials> {
  const [firstHour] = captureHours(range);
  const earliest = Math.floor(firstHour! / length) * length;
  const homes = new Map<number, number>();
  let partials = 0;
  await inParallel(hoursOfWindows(range, earliest, length), LISTS_AT_ONCE, async (hour) => {
    let folder = "";
    let window: ReturnType<typeof parseWindowId> | undefined;
    for await (const { key } of work.list(partialsOf(range.endpoint, range.variant, hour))) {
      const cut = key.lastIndexOf("/");
      if (cut !== folder.length || !key.startsWith(folder)) {
        folder = key.slice(0, cut);
        const [, , , id, ofConfig] = folder.split("/");
        window = ofConfig === config ? parseWindowId(id!) : undefined;
      }
      if (window === undefined || window.end - window.start !== length) continue;
      if (window.start >= range.start) partials += 1;
      const { hour: of, time } = partialFile(key.slice(cut + 1));
      const isHome = time >= window.start && time < window.end && time >= firstHour!;
      if (isHome) homes.set(of, (homes.get(of) ?? 0) + 1);
    }
  });
  return { partials, homes };
}

/** The begins of window ids, `20260301T10`, of windows that start from `earliest` on. */
export function hoursOfWindows(
  { endpoint, variant, end }: Window,
  earliest: number,
  length: number,
): string[] {
  const hours = new Set<string>();
  for (const window of windowsBetween(endpoint, variant, earliest, end, length))
    hours.add(windowId(window).slice(0, "yyyymmddThh".length));
  return [...hours];
}
