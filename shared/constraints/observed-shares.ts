import type { ColumnProfile } from "../profile/column-profile.ts";
import type { InferredType, TypeCounts } from "../profile/type-counts.ts";

export type Types = Pick<TypeCounts, "present" | "fractional" | "integral" | "boolean" | "string"> &
  Partial<Pick<TypeCounts, "nonFinite">>;

/** Share of the rows that have a value, 0 to 1; undefined without rows. A row without the cell has none. */
export function completenessShare(column: ColumnProfile, rows: number): number | undefined {
  return rows === 0 ? undefined : column.types.present / rows;
}

/**
 * Share of the present cells that are of the expected type, 0 to 1; undefined without any. An integer is a
 * number where a fraction is expected, unless `strict`: Model Monitor then counts `2` as wrong beside `2.0`. A number
 * beyond the doubles (`1e400`) is none that anything can be computed of.
 */
export function typeShare(types: Types, expected: InferredType, strict: boolean): number | undefined {
  if (types.present === 0) return undefined;
  return matching(types, expected, strict) / types.present;
}

function matching(types: Types, expected: InferredType, strict: boolean): number {
  const { nonFinite = 0 } = types;
  switch (expected) {
    case "Integral":
      return strict ? types.integral : types.integral - Math.min(types.integral, nonFinite);
    case "Fractional":
      return strict ? types.fractional : types.fractional + types.integral - nonFinite;
    case "Boolean":
      return types.boolean;
    case "String":
      return types.string;
    case "Unknown":
      return types.present;
  }
}

/**
 * Share of the present cells whose value is in the domain, 0 to 1; undefined without any, and for a
 * sensitive column, whose values are not kept. Numbers among texts match by value (`1` is `1.0`). Where the
 * profile kept the frequent values only, the share is the largest one that it allows.
 */
export function domainShare(column: ColumnProfile, domains: readonly string[]): number | undefined {
  const { types, values, sketch, sensitive } = column;
  if (types.present === 0 || sensitive) return undefined;
  const numbers = new Set(domains.filter((text) => text.trim() !== "").map(Number));
  let inside = domains.reduce((sum, value) => sum + values.count(value) + values.error, 0);
  const weighted = sketch.weightedValues();
  for (const [i, value] of weighted.values.entries()) if (numbers.has(value)) inside += weighted.weights[i]!;
  return Math.min(1, inside / types.present);
}
