import type { RankCorrelations } from "../profile/rank-correlations.ts";
import type { BaselineSpan, TimedWindow } from "./baseline-spans.ts";
import { type CorrelationLaw, learnCorrelationLaw } from "./correlation-law.ts";
import { addPairs, comparePairs, noPairs, type PairSums, pairSums } from "./pair-sums.ts";

/** What the windows of a baseline say of pairs of columns while nothing changes. */
export interface CorrelationCalibration {
  /** The variances of the laws are those of their pairs (`pairsOf`). */
  readonly columns: readonly string[];
  /** By scale, ISO 8601; one with too few spans has none. */
  readonly laws: Readonly<Record<string, CorrelationLaw>>;
}

export interface CorrelationWindows {
  readonly windows: readonly TimedWindow[];
  /** One for each window. */
  readonly correlations: readonly RankCorrelations[];
  /** Those whose pairs are judged. */
  readonly columns: readonly string[];
}

/**
 * The laws of pairs at each scale: a span is compared with the rest of its season slots, its block of days left out. Undefined for fewer
 * than two columns, or where nothing was ranked.
 */
export function learnCorrelations(
  { windows, correlations, columns }: CorrelationWindows,
  scales: readonly { readonly scale: string; readonly spans: readonly BaselineSpan[] }[],
): CorrelationCalibration | undefined {
  if (columns.length < 2) return undefined;
  const own = correlations.map((each) => pairSums(each, columns));
  const laws = scales.flatMap(({ scale, spans }) => {
    const law = learnScale(windows, own, spans);
    return law === undefined ? [] : [[scale, law] as const];
  });
  return laws.length === 0 ? undefined : { columns, laws: Object.fromEntries(laws) };
}

function learnScale(
  windows: readonly TimedWindow[],
  own: readonly PairSums[],
  spans: readonly BaselineSpan[],
): CorrelationLaw | undefined {
  const restOf = restsOfSlots(windows, own, spans);
  return learnCorrelationLaw({
    windows: spans.map((span) =>
      comparePairs(
        span.windows.map((at) => ({ now: own[at]!, before: restOf(span.block, windows[at]!.slot) })),
      ),
    ),
    times: spans.map(({ time }) => time),
  });
}

/** What each slot has outside a block: sums subtract. */
function restsOfSlots(
  windows: readonly TimedWindow[],
  own: readonly PairSums[],
  spans: readonly BaselineSpan[],
): (block: number, slot: string) => PairSums {
  const rests = new Map<string, PairSums>();
  const keyOf = (block: number, slot: string) => `${block} ${slot}`;
  const all = new Map<string, PairSums>();
  for (const [at, { slot }] of windows.entries()) addPairs(sumOf(all, slot, own[at]!), own[at]!);
  for (const { windows: places, block } of spans)
    for (const at of places) {
      const { slot } = windows[at]!;
      const key = keyOf(block, slot);
      if (!rests.has(key)) addPairs(sumOf(rests, key, own[at]!), all.get(slot)!);
      addPairs(rests.get(key)!, own[at]!, -1);
    }
  return (block, slot) => rests.get(keyOf(block, slot))!;
}

function sumOf(sums: Map<string, PairSums>, key: string, like: PairSums): PairSums {
  let sum = sums.get(key);
  if (sum === undefined) sums.set(key, (sum = noPairs(like)));
  return sum;
}
