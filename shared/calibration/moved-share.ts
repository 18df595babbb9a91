import type { ComparedShares } from "./compared-shares.ts";
import type { Cuts, NumericCuts } from "./cuts.ts";
import type { Surprise } from "./share-law.ts";

/** The share that moved furthest, of which values. */
export interface MovedShare {
  readonly observed: number;
  readonly expected: number;
  readonly of: MovedValues;
  /** The whole column moved as well, as it does: expected is what it has at that level. */
  readonly atOwnLevel?: true;
}

export type MovedValues =
  | { readonly kind: "below" | "atOrBelow"; readonly value: number }
  | { readonly kind: "outside"; readonly low: number; readonly high: number }
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "others" };

/** Undefined where none moved. */
export function movedShare(
  { observed, expected }: ComparedShares,
  cuts: Cuts,
  { at, atLevel }: Pick<Surprise, "at" | "atLevel">,
): MovedShare | undefined {
  if (at < 0) return undefined;
  return {
    observed: observed[at]!,
    expected: (atLevel ?? expected)[at]!,
    of: movedValues(cuts, at),
    ...(atLevel && { atOwnLevel: true }),
  };
}

function movedValues(cuts: Cuts, at: number): MovedValues {
  if (cuts.kind === "numeric") return movedNumbers(cuts, at);
  const value = cuts.values[at];
  return value === undefined ? { kind: "others" } : { kind: "value", value };
}

/** In the order in which `tallyValues` counts them. */
function movedNumbers({ at: cuts, far }: NumericCuts, at: number): MovedValues {
  if (at === 0) return { kind: "below", value: cuts[0]! };
  return at > cuts.length
    ? { kind: "outside", low: far!.low, high: far!.high }
    : { kind: "atOrBelow", value: cuts[at - 1]! };
}
