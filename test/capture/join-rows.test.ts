import { describe, expect, test } from "vitest";
import type { CaptureRecord, Payload } from "../../shared/capture/capture-record.ts";
import { type RowOptions, rowsOf } from "../../shared/capture/rows.ts";

const OUTPUT_FIRST: RowOptions = { order: "output-first" };
const INPUT_FIRST: RowOptions = { order: "input-first" };
const NAMES = ["score", "age", "plan", "spend"];
const named = (names: readonly string[] = NAMES): RowOptions => ({ order: "output-first", names });

const csv = (data: string): Payload => ({ data, encoding: "CSV" });
const json = (data: unknown): Payload => ({
  data: typeof data === "string" ? data : JSON.stringify(data),
  encoding: "JSON",
});
const read = (record: CaptureRecord, options = OUTPUT_FIRST) => {
  const found = rowsOf(record, options);
  return found.ok ? found.rows : found.reason;
};

describe("rows with names", () => {
  test("names of both sides stand in order", () => {
    const record = { input: json({ age: 34, plan: "gold" }), output: json({ score: 0.03 }) };
    expect(read(record)).toEqual([
      { cells: [0.03, 34, "gold"], names: ["score", "age", "plan"], typed: true },
    ]);
  });

  test("a name that both sides have is marked on the second, with a note", () => {
    const record = { input: json({ "_i.id": 3, id: 1 }), output: json({ id: 2 }) };
    expect(rowsOf(record, OUTPUT_FIRST)).toEqual({
      ok: true,
      rows: [{ cells: [2, 3, 1], names: ["id", "_i.id", "_i._i.id"], typed: true }],
      notes: ["nameOnBothSides"],
    });
    expect(read(record, INPUT_FIRST)).toMatchObject([{ names: ["_i.id", "id", "_o.id"] }]);
  });

  const mixed = { input: json({ age: 34, plan: "5" }), output: csv("0.03,1") };
  test("a side without names gets _o0, _i0, … and each cell keeps its side's typing", () => {
    const typedCells = [false, false, true, true];
    expect(read(mixed)).toEqual([
      { cells: ["0.03", "1", 34, "5"], names: ["_o0", "_o1", "age", "plan"], typed: false, typedCells },
    ]);
    expect(read({ input: csv("34"), output: json({ score: 0.03 }) }, INPUT_FIRST)).toEqual([
      { cells: ["34", 0.03], names: ["_i0", "score"], typed: false, typedCells: [false, true] },
    ]);
  });

  const namesOf = (record: CaptureRecord, options: RowOptions) => {
    const rows = read(record, options);
    return typeof rows === "string" ? rows : rows[0]!.names;
  };
  const positional = { input: csv("34,gold,9"), output: json({ score: 0.03 }) };

  test("it takes the definition's names that the other side leaves", () => {
    expect(namesOf({ input: json({ age: 34, plan: "a", spend: 9 }), output: csv("0.03") }, named())).toEqual(
      NAMES,
    );
    expect(namesOf(positional, named())).toEqual(NAMES);
    expect(namesOf(positional, { order: "input-first", names: ["age", "plan", "spend", "score"] })).toEqual([
      "age",
      "plan",
      "spend",
      "score",
    ]);
  });

  test("it takes the same names when the other side leaves one of its own out", () => {
    const labelled = named(["score", "label", "age", "plan"]);
    expect(namesOf({ input: csv("34,gold"), output: json({ label: 1 }) }, labelled)).toEqual([
      "label",
      "age",
      "plan",
    ]);
    const both = { input: csv("34,gold"), output: json({ score: 0.03, label: 1 }) };
    expect(namesOf(both, labelled)).toEqual(["score", "label", "age", "plan"]);
    expect(namesOf({ input: json({ plan: "a" }), output: csv("0.03,1") }, labelled)).toEqual([
      "score",
      "label",
      "plan",
    ]);
  });

  test("cells beyond the definition's names are numbered", () => {
    expect(namesOf({ input: csv("34,gold,9,x"), output: json({ score: 1 }) }, named())).toEqual([
      ...NAMES,
      "_i3",
    ]);
    expect(namesOf({ input: csv("34"), output: json({ other: 1 }) }, named(["other"]))).toEqual([
      "other",
      "_i0",
    ]);
  });

  test("a row has at most 10,000 cells, with names and without", () => {
    const wide = (length: number, output: Payload) => ({
      input: csv(Array(length).fill("1").join(",")),
      output,
    });
    for (const output of [json({ a: 1 }), csv("0.5")]) {
      expect(read(wide(9999, output))).toHaveLength(1);
      expect(read(wide(10_000, output))).toBe("row has more than 10000 cells");
    }
  });
});
