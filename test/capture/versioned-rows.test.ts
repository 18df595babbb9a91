import { describe, expect, test } from "vitest";
import type { CaptureRecord } from "../../shared/capture/capture-record.ts";
import { type RowOptions, rowsOf } from "../../shared/capture/rows.ts";
import { namedRow, namesAt, versionedRows } from "../../shared/capture/versioned-rows.ts";

const CHANGE = Date.parse("2026-03-03T10:00:00Z");
const OLD = ["score", "income", "fax", "age"];
const NEW = ["score", "annual_income", "age"];
const given = {
  options: { order: "output-first", names: OLD },
  versions: [{ from: CHANGE, names: NEW }],
} as const;
/** How a record becomes rows under any options. */
const decoding = (record: CaptureRecord) => (options: RowOptions) => rowsOf(record, options);
const csv = (data: string) => ({ data, encoding: "CSV" });
const record = (input: string): CaptureRecord => ({ input: csv(input), output: csv("0.5") });
const read = (input: string, time: number) => {
  const rows = versionedRows(decoding(record(input)), time, given);
  return {
    names: rows.names,
    otherVersion: rows.otherVersion,
    rows: rows.ok ? rows.rows.length : rows.reason,
  };
};

describe("names of positional cells", () => {
  test("are those that hold at the time", () => {
    expect(namesAt(given, CHANGE - 1)).toBe(OLD);
    expect(namesAt(given, CHANGE)).toBe(NEW);
    expect(namesAt({ options: { order: "output-first" } }, CHANGE)).toBeUndefined();
  });

  test.each([
    ["before the change", "9,1,30", CHANGE - 1, OLD, false],
    ["after it", "9,30", CHANGE, NEW, false],
    ["after it, from an instance that has the old release", "9,1,30", CHANGE + 1, OLD, true],
    ["before it, from one that has the new release already", "9,30", CHANGE - 1, NEW, true],
    ["of a width that no version has", "9,1,30,4", CHANGE + 1, NEW, false],
  ])("of a row %s", (_, input, time, names, otherVersion) => {
    expect(read(input, time)).toEqual({ names, otherVersion, rows: 1 });
  });

  test("of equally wide versions are those that hold, and of several that fit the nearest in time", () => {
    const three = {
      options: { order: "output-first", names: ["a", "b"] },
      versions: [
        { from: 10, names: ["a", "c"] },
        { from: 20, names: ["a", "c", "d"] },
        { from: 30, names: ["d", "c"] },
      ],
    } as const;
    const namesOf = (input: string, time: number) =>
      versionedRows(decoding(record(input)), time, three).names;
    expect(namesOf("1", 5)).toEqual(["a", "b"]);
    expect(namesOf("1", 15)).toEqual(["a", "c"]);
    expect(namesOf("1", 25)).toEqual(["a", "c"]); // before and after it are two columns wide: the earlier one
    expect(namesOf("1,2", 35)).toEqual(["a", "c", "d"]);
  });

  test("skip the header of the version that the rows are of", () => {
    const old = versionedRows(
      decoding({ input: csv("income,fax,age\n9,1,30\n8,2,31"), output: csv("0.5\n0.6") }),
      CHANGE + 1,
      given,
    );
    expect(old).toMatchObject({ ok: true, names: OLD, notes: ["headerSkipped"] });
    expect(old.ok && old.rows.map(({ cells }) => cells[1])).toEqual(["9", "8"]);
  });

  test("do not replace the payload's own", () => {
    const json = { input: { data: '{"income":9,"fax":1,"age":30}', encoding: "JSON" }, output: csv("0.5") };
    const rows = versionedRows(decoding(json), CHANGE + 1, given);
    expect(rows.ok && rows.rows[0]!.names).toEqual(["score", "income", "fax", "age"]);
    const row = { names: ["x"], cells: ["1"], typed: false };
    expect(namedRow(row, NEW)).toBe(row);
    expect(namedRow({ cells: ["1"], typed: false }, NEW)).toEqual({ cells: ["1"], typed: false, names: NEW });
  });

  test("of a record that cannot be read are no matter: its reason stays", () => {
    expect(versionedRows(decoding({ input: { data: "1", encoding: "XML" } }), CHANGE, given)).toMatchObject({
      ok: false,
    });
  });
});
