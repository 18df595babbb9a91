import type { Distribution } from "../../shared/drift/distribution.ts";
import type { Frame } from "./fixed-rule.ts";
import type { Rows } from "./peers.ts";

/** The exact distributions of columns; missing values (NaN and "") are left out, as the peers do. */
export function distributionsOf(rows: Rows): Frame {
  return Object.fromEntries(
    Object.entries(rows).map(([name, values]) => [
      name,
      typeof values[0] === "string"
        ? ofTexts(values as readonly string[])
        : ofNumbers(values as Float64Array),
    ]),
  );
}

function ofNumbers(values: Iterable<number>): Distribution {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const weights = new Float64Array(sorted.length).fill(1);
  return { kind: "numeric", values: sorted, weights, n: sorted.length, rankError: 0 };
}

function ofTexts(values: readonly string[]): Distribution {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== "") counts.set(value, (counts.get(value) ?? 0) + 1);
  return { kind: "categorical", counts, n: [...counts.values()].reduce((sum, count) => sum + count, 0) };
}
