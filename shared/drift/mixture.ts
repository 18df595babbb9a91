import type { Distribution } from "./distribution.ts";

/**
 * The distribution of several groups of rows together. Undefined without groups, or where they are of two kinds. Ranks are
 * as exact as the least exact part.
 */
export function mixtureOf(parts: readonly Distribution[]): Distribution | undefined {
  const [first] = parts;
  if (first === undefined || parts.some(({ kind }) => kind !== first.kind)) return undefined;
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  if (first.kind === "categorical") {
    const counts = new Map<string, number>();
    for (const part of parts)
      if (part.kind === "categorical")
        for (const [value, count] of part.counts) counts.set(value, (counts.get(value) ?? 0) + count);
    return { kind: "categorical", counts, n };
  }
  const items = parts.flatMap((part) =>
    part.kind === "numeric" ? Array.from(part.values, (value, i) => [value, part.weights[i]!] as const) : [],
  );
  items.sort(([a], [b]) => a - b);
  return {
    kind: "numeric",
    values: Float64Array.from(items, ([value]) => value),
    weights: Float64Array.from(items, ([, weight]) => weight),
    n,
    rankError: parts.reduce((most, part) => Math.max(most, part.kind === "numeric" ? part.rankError : 0), 0),
  };
}
