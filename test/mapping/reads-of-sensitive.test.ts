import { describe, expect, test } from "vitest";
import { readsOfSensitive } from "../../shared/mapping/reads-of-sensitive.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";

const columnOf = (mapping: string) =>
  /column "(.*?)"/.exec(readsOfSensitive(mapping, ["amount"])?.message ?? "")?.[1];

describe("readsOfSensitive", () => {
  test.each([
    ['rows.{ "total": amount }', "total"],
    ['rows.{ "age": age, "total": amount * 2 }', "total"],
    ['rows.{ "big": amount > 100 ? 1 : 0 }', "big"],
    ['rows.{ "total": $lookup($, "amount") }', "total"],
    ['rows.$merge([$, { "total": amount }])', "total"],
    ['rows.( $x := amount; { "total": $x } )', "total"],
    ['$map(rows, function($row){ { "total": $row.amount } })', "total"],
    ['rows.{ "deep": { "total": amount } }', "total"],
    ['rows{ "total": $sum(amount) }', "total"],
  ])("%s: %s tells of amount", (mapping, column) => {
    expect(columnOf(mapping)).toBe(column);
  });

  test.each([
    "rows",
    'rows.{ "amount": amount }',
    'rows.{ "amount": $round(amount), "age": age }',
    'rows[amount > 0].{ "age": age }',
    'rows.{ "kind": plan = "amount" }',
  ])("%s tells nothing under another name", (mapping) => {
    expect(columnOf(mapping)).toBeUndefined();
  });

  test("refuses the definition, with the place of the column", () => {
    const definition = (sensitive: string[]) => ({
      monitor: "m",
      endpoint: "e",
      capture: { uri: "c" },
      columns: { sensitive },
      mapping: 'rows.{ "total": amount }',
    });
    expect(() => parseMonitorDefinition(definition(["amount"]), "m.yml")).toThrow(
      'm.yml cannot be used:\n  mapping: line 1, column 8: column "total" is made of a sensitive one; expected it in columns.sensitive too\n',
    );
    expect(parseMonitorDefinition(definition(["amount", "total"])).mapping).toBeDefined();
  });
});
