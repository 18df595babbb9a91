import { isEnough } from "../../shared/faults/find-hard-faults.ts";
import { getJson, putJson } from "../json-object.ts";
import type { ObjectStore } from "../ports.ts";
import type { PartialLook } from "./look-at-partial.ts";

/** `faults/<endpoint>/<variant>/tallies/<window>-<config>.json`: small partials that nobody has looked at together yet. */
interface FaultTally {
  readonly version: 1;
  readonly partials: readonly Tallied[];
}

type Tallied = Pick<PartialLook, "key" | "rows" | "records" | "time">;

/** Small partials that say enough together. */
export interface TalliedGroup {
  readonly keys: readonly string[];
  readonly time: number;
  /** Begins the next group. */
  done(): Promise<void>;
}

/**
 * As often as sandboxes profile files of one window at the same time. Whoever loses all of them leaves his rows to the closing window: in
 * such a burst others bring enough.
 */
const MAX_TURNS = 20;

/**
 * Counts a small partial, and gives the group that it completes. A file costs one GET and one PUT here. A group is complete with
 * `LEAST_ROWS` rows in `LEAST_RECORDS` records, so it has 50 partials at most, each of which is read once: a window of 1,000 files of one
 * row reads 1,000 partials in 20 groups. Two that complete a group at once look at it twice and find the same.
 */
export async function tallied(
  work: ObjectStore,
  tallyKey: string,
  { key, rows, records, time }: PartialLook,
): Promise<TalliedGroup | undefined> {
  const own: Tallied = { key, rows, records, time };
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const there = await getJson<FaultTally>(work, tallyKey);
    const known = there?.value.partials ?? [];
    const partials = [...known.filter((each) => each.key !== key), own];
    const condition = there === undefined ? ({ ifNoneMatch: "*" } as const) : { ifMatch: there.etag };
    const put = (next: readonly Tallied[]) =>
      putJson(work, tallyKey, { version: 1, partials: next } satisfies FaultTally, condition);
    if (isEnough(summed(partials)))
      return {
        keys: partials.map((each) => each.key),
        time: Math.min(...partials.map((each) => each.time)),
        done: async () => void (await put([])),
      };
    if (known.some((each) => each.key === key && each.rows === rows)) return undefined;
    if ((await put(partials)).written) return undefined;
  }
  return undefined;
}

function summed(partials: readonly Tallied[]): Pick<Tallied, "rows" | "records"> {
  const sum = (of: (each: Tallied) => number) => partials.reduce((total, each) => total + of(each), 0);
  return { rows: sum(({ rows }) => rows), records: sum(({ records }) => records) };
}
