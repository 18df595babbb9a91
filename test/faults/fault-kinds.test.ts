import { expect, test } from "vitest";
import { confirms, type FaultKind, SEVERAL } from "../../shared/faults/fault-kinds.ts";

/** Names and checks of violations as shared/constraints writes them. */
const missing = (column: string) => ({ column, check: "missing_column_check" });
const extra = (column: string) => ({ column, check: "extra_column_check" });

test.each<[string, boolean, FaultKind, string, { column: string; check: string }]>([
  ["the column's own", true, "missing-column", "age", missing("age")],
  ["another column's", false, "missing-column", "age", missing("zip")],
  ["one of several columns", true, "missing-column", "age", missing("Missing columns")],
  ["one of columns that came", false, "missing-column", "age", extra("Extra columns")],
  ["of a wider table", true, "missing-column", SEVERAL, extra("Extra columns")],
  ["of columns that came and left", true, "extra-column", "more", missing("Missing columns")],
  ["the column that came", true, "extra-column", "more", extra("more")],
  ["another check", false, "empty-column", "age", { column: "age", check: "data_type_check" }],
  ["a drift of a unit", true, "unit-changed", "age", { column: "age", check: "baseline_drift_check" }],
  ["any empty column of many", true, "empty-column", SEVERAL, { column: "f3", check: "completeness_check" }],
])("a violation of %s confirms: %s", (_, expected, kind, column, violation) => {
  expect(confirms(violation, { kind, column })).toBe(expected);
});
