/** Which baseline of a monitor judges, by what `baseline.json` says of each. */
import type { Holidays } from "../shared/window/holidays.ts";
import type { Season } from "../shared/window/season-slot.ts";
import { baselineFolder, baselinesPrefix } from "../shared/window/work-keys.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";

/** `baseline.json`: what a baseline is and where it came from. */
export interface BaselineFacts {
  readonly version: 1;
  readonly id: string;
  readonly monitor: string | null;
  readonly modelVersion: string | null;
  readonly season: Season;
  readonly timezone: string;
  readonly slots: readonly string[];
  /** The holidays that were left out of the ordinary slots, and how many of them the data has; absent where none were given. */
  readonly holidays?: Holidays & { readonly days: number };
  readonly rows: number;
  /** Columns proposed to be left out of judging, each with the reason. */
  readonly excluded: readonly { readonly column: string; readonly reason: string }[];
  /** When its windows were, ISO 8601; absent where rows have no times. */
  readonly times?: { readonly since: string; readonly until: string };
  /** Present where it was learnt from windows of the monitor itself. */
  readonly learnt?: LearntFrom;
}

/** The windows that a baseline was learnt from; which ones exactly is in its `windows.json`. */
export interface LearntFrom {
  readonly from: "traffic";
  /** Start of the first and end of the last one, ISO 8601. */
  readonly since: string;
  readonly until: string;
  readonly windows: number;
  /** Windows in between that were not used, by the reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** The facts of the baseline in `folder`, undefined when there is none. */
export async function readBaselineFacts(
  store: ObjectStore,
  folder: string,
): Promise<BaselineFacts | undefined> {
  return (await getJson<BaselineFacts>(store, `${folder}baseline.json`))?.value;
}

/**
 * The newest baseline by id that fits the model: one that is bound to it, or to none. One that is bound to none stands for
 * every model until a bound one comes after it; older than that it is of some model before, nobody says which. `given`: none that
 * was learnt from traffic.
 */
export async function fittingBaseline(
  work: ObjectStore,
  monitor: string,
  names: readonly string[] | undefined,
  { given = false }: { readonly given?: boolean } = {},
): Promise<{ readonly id: string | undefined; readonly otherVersions: readonly string[] }> {
  const ids = await baselineIds(work, monitor);
  if (names === undefined && !given) return { id: ids[0], otherVersions: [] };
  const others = new Set<string>();
  for (const id of ids) {
    const facts = await readBaselineFacts(work, baselineFolder(monitor, id));
    if (given && facts?.learnt !== undefined) continue;
    if (names === undefined) return { id, otherVersions: [] };
    const version = facts?.modelVersion ?? null;
    if (version === null ? others.size === 0 : names.includes(version)) return { id, otherVersions: [] };
    if (version !== null) others.add(version);
  }
  return { id: undefined, otherVersions: [...others] };
}

/** The whole baselines of a monitor, the newest first. */
async function baselineIds(work: ObjectStore, monitor: string): Promise<string[]> {
  const prefix = baselinesPrefix(monitor);
  const ids: string[] = [];
  for await (const { key } of work.list(prefix))
    if (key.endsWith("/baseline.json")) ids.unshift(key.slice(prefix.length, -"/baseline.json".length));
  return ids;
}
