import type { BaselineSpan, TimedWindow } from "./baseline-spans.ts";
import { type ColumnTally, SHARE_FAMILIES, type ShareFamily, type Tally } from "./column-tally.ts";
import { compareTallies, type TallyPair } from "./compare-tallies.ts";
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
  if (!tallies.some((tally) => tally[family] !== undefined)) return undefined;
  const restOf = restsOfSlots(family, { windows, tallies, spans });
  const compared: ComparedShares[] = [];
  const times: number[] = [];
  const blocks: number[] = [];
  const slots: string[] = [];
  for (const span of spans) {
    const pairs: TallyPair[] = [];
    for (const at of span.windows) {
      const current = tallies[at]![family];
      const baseline = current && restOf(span.block, windows[at]!.slot);
      if (current && baseline) pairs.push({ current, baseline });
    }
    const shares = compareTallies(pairs);
    if (shares === undefined) continue;
    compared.push(shares);
    times.push(span.time);
    blocks.push(span.block);
    slots.push(windows[span.windows[0]!]!.slot);
  }
  return learnShareLaw({
    windows: compared,
    times,
    blocks,
    slots: spans.every((span) => span.windows.length === 1) ? slots : undefined,
    order: family === "values" && cuts?.kind === "numeric" ? (cuts.far ? "far" : "ascending") : "none",
    shapes: family === "values",
  });
}

/** What each slot counted outside a block: counts subtract, so that it is linear in the windows. */
function restsOfSlots(
  family: ShareFamily,
  { windows, tallies, spans }: Omit<FamilyData, "cuts">,
): (block: number, slot: string) => Tally | undefined {
  const all = new Map<string, TallySum>();
  for (const [at, { slot }] of windows.entries()) addTo(all, slot, tallies[at]![family]);
  const blocks = new Map<number, Map<string, TallySum>>();
  for (const { windows: places, block } of spans) {
    let own = blocks.get(block);
    if (own === undefined) blocks.set(block, (own = new Map()));
    for (const at of places) addTo(own, windows[at]!.slot, tallies[at]![family]);
  }
  const rests = new Map<number, Map<string, Tally | undefined>>();
  return (block, slot) => {
    let ofBlock = rests.get(block);
    if (ofBlock === undefined) rests.set(block, (ofBlock = new Map()));
    if (!ofBlock.has(slot)) ofBlock.set(slot, minus(all.get(slot), blocks.get(block)?.get(slot)));
    return ofBlock.get(slot);
  };
}

/** Tallies added up in place: a baseline of months has thousands. */
interface TallySum {
  trials: number;
  readonly hits: Float64Array;
  rankError: number;
}

function addTo(sums: Map<string, TallySum>, key: string, tally: Tally | undefined): void {
  if (tally === undefined || tally.trials === 0) return;
  let sum = sums.get(key);
  if (sum === undefined) {
    sum = { trials: 0, hits: new Float64Array(tally.hits.length), rankError: 0 };
    sums.set(key, sum);
  }
  for (let at = 0; at < sum.hits.length; at++) sum.hits[at]! += tally.hits[at]!;
  sum.rankError += ((tally.rankError - sum.rankError) * tally.trials) / (sum.trials + tally.trials);
  sum.trials += tally.trials;
}

/** Undefined where nothing is left. */
function minus(all: TallySum | undefined, own: TallySum | undefined): Tally | undefined {
  const trials = (all?.trials ?? 0) - (own?.trials ?? 0);
  if (all === undefined || trials < 0.5) return undefined;
  const hits = Array.from(all.hits, (hit, at) => Math.max(0, hit - (own?.hits[at] ?? 0)));
  return { trials, hits, rankError: all.rankError };
}
