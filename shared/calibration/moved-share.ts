import type { ComparedShares } from "./compared-shares.ts";
import type { Cuts } from "./cuts.ts";

/** The share that moved furthest, of which values. */
export interface MovedShare {
  readonly observed: number;
  readonly expected: number;
  readonly of: MovedValues;
}

export type MovedValues =
  | { readonly kind: "below" | "atOrBelow"; readonly value: number }
  | { readonly kind: "value"; readonly value: string }
  | { readonly kind: "others" };

/** Undefined where none moved (`at` is −1). */
export function movedShare(
  { observed, expected }: ComparedShares,
  cuts: Cuts,
  at: number,
): MovedShare | undefined {
  if (at < 0) return undefined;
  return { observed: observed[at]!, expected: expected[at]!, of: movedValues(cuts, at) };
}

function movedValues(cuts: Cuts, at: number): MovedValues {
  if (cuts.kind === "numeric")
    return at === 0 ? { kind: "below", value: cuts.at[0]! } : { kind: "atOrBelow", value: cuts.at[at - 1]! };
  const value = cuts.values[at];
  return value === undefined ? { kind: "others" } : { kind: "value", value };
}
