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
