/** Every window's current revision against the oracle. */
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { type Window, windowId } from "../../shared/window/window.ts";
import type { MemoryObjectStore } from "../memory-object-store.ts";
import { noCounts, type WindowCounts } from "./oracle.ts";

export interface Verified {
  readonly windows: number;
  /** What differs, a sentence each. */
  readonly mismatches: readonly string[];
  readonly verdicts: Readonly<Record<string, number>>;
  /** Windows whose current revision is not their first. */
  readonly revised: number;
  /** Windows that hold files which came too late as well. */
  readonly withTooLate: number;
  readonly records: number;
  readonly rows: number;
  readonly malformed: number;
}

/** What windows have to hold, by `endpoint/start`. */
export interface ExpectedCounts {
  /** Of the files that landed in time. */
  readonly inTime: ReadonlyMap<string, WindowCounts>;
  /** Of all files. Nobody opens a window for a file that came too late, but who opens it for another reason finds it there. */
  readonly whenever: ReadonlyMap<string, WindowCounts>;
}

/** Compares every window with what it has to hold. */
export async function verifyWindows(
  work: MemoryObjectStore,
  windows: Iterable<Window>,
  { inTime, whenever }: ExpectedCounts,
): Promise<Verified> {
  const mismatches: string[] = [];
  const verdicts: Record<string, number> = {};
  const sums = { windows: 0, revised: 0, withTooLate: 0, records: 0, rows: 0, malformed: 0 };
  for (const window of windows) {
    const name = `${window.endpoint}/${window.start}`;
    const found = await currentOf(work, window);
    sums.windows += 1;
    if (typeof found === "string") {
      mismatches.push(found);
      continue;
    }
    const { verdict, revision, counts } = found;
    verdicts[verdict.verdict] = (verdicts[verdict.verdict] ?? 0) + 1;
    sums.revised += revision > 0 ? 1 : 0;
    sums.records += verdict.records;
    sums.rows += verdict.rows;
    sums.malformed += verdict.malformed.count;
    const differs = differences(counts, inTime.get(name) ?? noCounts());
    if (differs === "") continue;
    // Compared late, because the sweep was down before: what came too late meanwhile is counted too, as a whole.
    if (differences(counts, whenever.get(name) ?? noCounts()) === "") sums.withTooLate += 1;
    else mismatches.push(`${nameOf(window)} r${revision} (${verdict.verdict}): ${differs}`);
  }
  return { ...sums, mismatches, verdicts };
}

const nameOf = (window: Window) => `${window.endpoint} ${windowId(window)}`;

async function currentOf(work: MemoryObjectStore, window: Window) {
  const folder = `windows/${window.endpoint}/${window.variant}/${windowId(window)}/`;
  const current = await json<{ revision: number; folder: string }>(work, `${folder}current.json`);
  if (current === undefined) return `${nameOf(window)} has no verdict.`;
  const verdict = await json<Verdict>(work, `${folder}${current.folder}verdict.json`);
  const profile = await work.get(`${folder}${current.folder}window.profile`);
  if (verdict === undefined) return `${nameOf(window)} r${current.revision} has no verdict.json.`;
  const stored = profile && decodeProfile(profile.body);
  const counts: WindowCounts = {
    records: verdict.records,
    rows: verdict.rows,
    malformed: verdict.malformed.byReason,
    units: stored?.columns.find(({ name }) => name === "units")?.moments.sum ?? 0,
    clockSkew: stored?.notes.get("clockSkew") ?? 0,
    noTime: stored?.notes.get("noInferenceTime") ?? 0,
  };
  if (stored !== undefined && (stored.records !== verdict.records || stored.rows !== verdict.rows))
    return `${nameOf(window)} r${current.revision}: window.profile and verdict.json differ.`;
  return { revision: current.revision, verdict, counts };
}

async function json<T>(work: MemoryObjectStore, key: string): Promise<T | undefined> {
  const found = await work.get(key);
  return found && (JSON.parse(Buffer.from(found.body).toString()) as T);
}

/** What differs, `what: found instead of wanted`; empty when nothing does. */
function differences(found: WindowCounts, wanted: WindowCounts): string {
  const flat = ({ malformed, ...rest }: WindowCounts): Record<string, number> => ({ ...rest, ...malformed });
  const [left, right] = [flat(found), flat(wanted)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .filter((name) => (left[name] ?? 0) !== (right[name] ?? 0))
    .map((name) => `${name} ${left[name] ?? 0} instead of ${right[name] ?? 0}`)
    .join(", ");
}
