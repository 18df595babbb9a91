import { mergedValues } from "../profile/weighted-values.ts";
import type { Distribution } from "./distribution.ts";

/**
 * The distribution of two groups of rows together; of one where the other is none. Undefined where they are of two kinds. Ranks are
 * as exact as the less exact part.
 */
export function mixtureOf(a: Distribution, b: Distribution): Distribution | undefined {
  const n = a.n + b.n;
  if (a.kind === "numeric" && b.kind === "numeric")
    return { kind: "numeric", ...mergedValues(a, b), n, rankError: Math.max(a.rankError, b.rankError) };
  if (a.kind !== "categorical" || b.kind !== "categorical") return undefined;
  const counts = new Map(a.counts);
  for (const [value, count] of b.counts) counts.set(value, (counts.get(value) ?? 0) + count);
  return { kind: "categorical", counts, n };
}
