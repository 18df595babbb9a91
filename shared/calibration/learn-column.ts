import type { BaselineSpan, TimedWindow } from "./baseline-spans.ts";
import { type ColumnTally, SHARE_FAMILIES, type ShareFamily, type Tally } from "./column-tally.ts";
import { compareTallies } from "./compare-tallies.ts";
import type { ComparedShares } from "./compared-shares.ts";
import type { Cuts } from "./cuts.ts";
import { learnShareLaw, type OwnLaw } from "./share-law.ts";

/** What every window of a baseline counted of one column. */
export interface ColumnWindows {
  readonly windows: readonly TimedWindow[];
  /** One for each window. */
  readonly tallies: readonly ColumnTally[];
  readonly cuts: Cuts | undefined;
}

/**
 * The laws of a column at one scale: each span is compared with the rest of its season slots, its block of days left out
 * (neighbouring hours are alike: a window must not be judged by its own storm).
 */
export function learnColumn(
  column: ColumnWindows,
  spans: readonly BaselineSpan[],
): Partial<Record<ShareFamily, OwnLaw>> {
  const laws: Partial<Record<ShareFamily, OwnLaw>> = {};
  for (const family of SHARE_FAMILIES) {
    const law = learnFamily(family, { ...column, spans });
    if (law !== undefined) laws[family] = law;
  }
  return laws;
}

interface FamilyData extends ColumnWindows {
  readonly spans: readonly BaselineSpan[];
}

function learnFamily(family: ShareFamily, { windows, tallies, spans, cuts }: FamilyData): OwnLaw | undefined {
  const restOf = restsOfSlots(family, { windows, tallies, spans });
  const compared: ComparedShares[] = [];
  const times: number[] = [];
  for (const span of spans) {
    const pairs = span.windows.flatMap((at) => {
      const current = tallies[at]![family];
      const baseline = restOf(span.block, windows[at]!.slot);
      return current === undefined || baseline === undefined ? [] : [{ current, baseline }];
    });
    const shares = pairs.length === 0 ? undefined : compareTallies(pairs);
    if (shares === undefined) continue;
    compared.push(shares);
    times.push(span.time);
  }
  return learnShareLaw({
    windows: compared,
    times,
    ordered: family === "values" && cuts?.kind === "numeric",
  });
}

/** What each slot counted outside a block: counts subtract, so that it is linear in the windows. */
function restsOfSlots(
  family: ShareFamily,
  { windows, tallies, spans }: Omit<FamilyData, "cuts">,
): (block: number, slot: string) => Tally | undefined {
  const all = new Map<string, Tally>();
  const own = new Map<string, Tally>();
  const add = (into: Map<string, Tally>, key: string, tally: Tally) =>
    into.set(key, plus(into.get(key), tally));
  for (const [at, { slot }] of windows.entries()) {
    const tally = tallies[at]![family];
    if (tally !== undefined) add(all, slot, tally);
  }
  for (const { windows: places, block } of spans)
    for (const at of places) {
      const tally = tallies[at]![family];
      if (tally !== undefined) add(own, `${block} ${windows[at]!.slot}`, tally);
    }
  const rests = new Map<string, Tally | undefined>();
  return (block, slot) => {
    const key = `${block} ${slot}`;
    if (!rests.has(key)) rests.set(key, minus(all.get(slot), own.get(key)));
    return rests.get(key);
  };
}

function plus(a: Tally | undefined, b: Tally): Tally {
  if (a === undefined) return b;
  const trials = a.trials + b.trials;
  const rankError = trials === 0 ? 0 : (a.rankError * a.trials + b.rankError * b.trials) / trials;
  return { trials, hits: a.hits.map((hit, at) => hit + b.hits[at]!), rankError };
}

/** Undefined where nothing is left. */
function minus(a: Tally | undefined, b: Tally | undefined): Tally | undefined {
  if (a === undefined || b === undefined) return a;
  const trials = a.trials - b.trials;
  if (trials < 0.5) return undefined;
  return { trials, hits: a.hits.map((hit, at) => Math.max(0, hit - b.hits[at]!)), rankError: a.rankError };
}
