import { describe, expect, test } from "vitest";
import { CELL_TYPES, type CellType } from "../../shared/profile/cell-type.ts";
import { TypeCounts } from "../../shared/profile/type-counts.ts";

function of(...types: CellType[]): TypeCounts {
  const counts = new TypeCounts();
  for (const type of types) counts.update(type);
  return counts;
}

describe("type counts", () => {
  test("of nothing are zero, and the type is Unknown", () => {
    expect({ ...of() }).toEqual({
      missing: 0,
      fractional: 0,
      integral: 0,
      boolean: 0,
      string: 0,
      nonFinite: 0,
      negative: 0,
    });
    expect(of().inferredType()).toBe("Unknown");
  });

  test("count each class once; present is all but missing", () => {
    const counts = of(...CELL_TYPES, "missing");
    expect(counts.present).toBe(4);
    expect(counts.cells).toBe(6);
    expect({ ...counts }).toEqual({
      missing: 2,
      fractional: 1,
      integral: 1,
      boolean: 1,
      string: 1,
      nonFinite: 0,
      negative: 0,
    });
  });

  // Deequ ColumnProfiler: any string or a mix with booleans is String; nulls never change the type.
  test.each<[string, CellType[]]>([
    ["Unknown", ["missing", "missing"]],
    ["Integral", ["missing", "missing", "missing", "integral"]],
    ["Fractional", ["integral", "integral", "fractional"]],
    ["Boolean", ["boolean", "missing"]],
    ["String", ["boolean", "integral"]],
    ["String", ["boolean", "fractional"]],
    ["String", ["integral", "fractional", "string"]],
  ])("infer %s from %j", (expected, types) => {
    expect(of(...types).inferredType()).toBe(expected);
  });
});
