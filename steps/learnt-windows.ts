/** The stored windows that a baseline is made of: which may be used, written down once, and read again by whoever finishes it. */
import { oddWindows } from "../shared/baseline/odd-windows.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { type LearntVerdict, useOf } from "../shared/monitors/traffic-tally.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { parseDuration, windowId } from "../shared/window/window.ts";
import type { LearntFrom } from "./fitting-baseline.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson, putJson } from "./json-object.ts";
import { mergeStored } from "./merge-profiles.ts";
import type { TimeOfVariants } from "./planned-learning.ts";
import type { ObjectStore } from "./ports.ts";

/** `windows.json` of a baseline that was learnt from stored windows. */
export interface LearntWindows {
  readonly version: 1;
  readonly windows: readonly {
    /** Start, ISO 8601. */
    readonly start: string;
    /** Profiles of its revisions, one a variant. */
    readonly profiles: readonly string[];
  }[];
  /** Windows that were not used, each with the reason. */
  readonly leftOut: readonly LeftOut[];
}

interface LeftOut {
  readonly window: string;
  readonly reason: string;
  /** Whether it is for what the data holds. */
  readonly fault?: true;
}

/** Windows with their profiles in memory, merged over the variants; by start, in the order of time. */
export interface GatheredWindows {
  readonly learnt: LearntWindows;
  readonly profiles: ReadonlyMap<number, DatasetProfile>;
}

/** Profiles that are read at once. */
const WIDTH = 16;
/**
 * Of profiles as they are stored. In memory they, their slots and what is left of each take eleven to thirteen times as much: measured, 234
 * MB of 672 hours with 30 columns and 10,000 rows were 2.7 GB, of the 3.5 GB that the function has.
 */
const MOST_BYTES = 224_000_000;

/** What the first learner has written down below `folder`; what `gathered` says instead where that is a reason. */
export async function claimedWindows(
  work: ObjectStore,
  folder: string,
  gathered: () => Promise<GatheredWindows | string>,
): Promise<GatheredWindows | string> {
  const key = `${folder}windows.json`;
  const there = await getJson<LearntWindows>(work, key);
  if (there !== undefined) return loaded(work, there.value);
  const own = await gathered();
  if (typeof own === "string") return own;
  const { written } = await putJson(work, key, own.learnt, { ifNoneMatch: "*" });
  return written ? own : loaded(work, (await getJson<LearntWindows>(work, key))!.value);
}

async function loaded(work: ObjectStore, learnt: LearntWindows): Promise<GatheredWindows> {
  const profiles = await inParallel(
    learnt.windows,
    WIDTH,
    async ({ start, profiles: keys }) => [Date.parse(start), await mergeStored(work, keys)] as const,
  );
  return { learnt, profiles: new Map(profiles) };
}

/** Whose windows may be used. */
export interface UsableWindows {
  readonly model: string | null;
  readonly monitor: MonitorDefinition;
  /** Of stored profiles that there is room for; default: 224 MB. */
  readonly mostBytes?: number;
  /** A further reason to leave a window out. */
  readonly reasonOf?: (start: number, verdict: LearntVerdict) => string | undefined;
}

/** The windows of these times that may be used, those with a hard fault of the data left out. */
export async function gatherWindows(
  work: ObjectStore,
  times: readonly TimeOfVariants[],
  options: UsableWindows,
): Promise<GatheredWindows> {
  const length = parseDuration(options.monitor.window)!;
  const idAt = (start: number) => windowId({ start, end: start + length });
  const leftOut: LeftOut[] = [];
  const candidates = times.flatMap((time) => {
    const { profiles, reasons } = usable(time, options);
    leftOut.push(...reasons.map((reason) => ({ window: idAt(time.start), reason })));
    return profiles.length === 0 ? [] : [{ start: new Date(time.start).toISOString(), profiles }];
  });
  const { room, rest } = await newestWithin(work, candidates, options.mostBytes ?? MOST_BYTES);
  leftOut.push(...rest.map(({ start }) => ({ window: idAt(Date.parse(start)), reason: NO_ROOM })));
  const all = await loaded(work, { version: 1, windows: room, leftOut: [] });
  const odd = oddWindows([...all.profiles.values()]);
  const isUsual = (_: unknown, index: number) => odd[index] === undefined;
  const faults = [...all.profiles.keys()].flatMap((start, index): LeftOut[] =>
    odd[index] === undefined ? [] : [{ window: idAt(start), reason: odd[index], fault: true }],
  );
  return {
    learnt: { version: 1, windows: room.filter(isUsual), leftOut: [...leftOut, ...faults] },
    profiles: new Map([...all.profiles].filter(isUsual)),
  };
}

const NO_ROOM = "that memory has no room for";

type Candidate = LearntWindows["windows"][number];

/** The newest windows whose profiles a function has memory for, and the others. */
async function newestWithin(
  work: ObjectStore,
  candidates: readonly Candidate[],
  mostBytes: number,
): Promise<{ readonly room: readonly Candidate[]; readonly rest: readonly Candidate[] }> {
  const sizes = await inParallel(candidates, WIDTH, async ({ profiles }) => {
    let bytes = 0;
    for (const key of profiles) bytes += (await work.head(key))?.size ?? 0;
    return bytes;
  });
  let first = candidates.length;
  for (let bytes = 0; first > 0; first--) {
    bytes += sizes[first - 1]!;
    if (bytes > mostBytes) break;
  }
  return { room: candidates.slice(first), rest: candidates.slice(0, first) };
}

/** The profiles of a time that may be used, and why others may not. */
function usable(
  { start, variants }: TimeOfVariants,
  { model, monitor: { minRows }, reasonOf = () => undefined }: UsableWindows,
): { readonly profiles: string[]; readonly reasons: string[] } {
  const profiles: string[] = [];
  const reasons: string[] = [];
  for (const found of variants) {
    if (found === undefined) continue;
    const use = useOf(found.verdict, { model, minRows });
    const further = use.use === "none" ? use.reason : reasonOf(start, found.verdict);
    if (further !== undefined) reasons.push(further);
    else if (use.use !== "silent") profiles.push(`${found.folder}window.profile`);
  }
  return { profiles, reasons };
}

/** What `baseline.json` says of it. */
export function learntFrom({ windows, leftOut }: LearntWindows, windowMs: number): LearntFrom {
  const reasons: Record<string, number> = {};
  for (const { reason, fault } of leftOut) {
    const kind = fault === true ? "with a hard fault" : reason;
    reasons[kind] = (reasons[kind] ?? 0) + 1;
  }
  return {
    from: "traffic",
    since: windows[0]!.start,
    until: new Date(Date.parse(windows.at(-1)!.start) + windowMs).toISOString(),
    windows: windows.length,
    leftOut: reasons,
  };
}
