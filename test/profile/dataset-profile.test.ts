import { describe, expect, test } from "vitest";
import type { Cell, Row } from "../../shared/capture/row.ts";
import { MOST_COLUMNS } from "../../shared/profile/column-table.ts";
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";

const csv = (...cells: Cell[]): Row => ({ cells, typed: false });
const json = (row: Readonly<Record<string, Cell>>): Row => ({
  cells: Object.values(row),
  names: Object.keys(row),
  typed: true,
});

function of(rows: readonly Row[], options?: ProfileOptions, firstLine = 1): DatasetProfile {
  const profile = new DatasetProfile(options);
  for (const [i, row] of rows.entries()) profile.addRow(row, { key: "a", line: firstLine + i });
  return profile;
}

const absentLines = (profile: DatasetProfile, name: string) =>
  profile
    .column(name)!
    .evidence.pointers("absent")
    .map(({ line }) => line);

const up = (a: number, b: number) => a - b;

describe("a dataset profile", () => {
  test("of nothing has no rows, columns and times", () => {
    const { rows, records, columns, firstTime, lastTime } = new DatasetProfile();
    expect({ rows, records, columns, firstTime, lastTime }).toEqual({
      rows: 0,
      records: 0,
      columns: [],
      firstTime: undefined,
      lastTime: undefined,
    });
  });

  test("names cells by position as it was told, and by number beyond", () => {
    const profile = of([csv("1", "2", "3")], { names: ["score", "age"] });
    expect(profile.columns.map(({ name }) => name)).toEqual(["score", "age", "_c2"]);
    expect([...profile.notes]).toEqual([["rowsOfOtherWidth", 1]]);
  });

  test("finds cells by the row's own names, in whatever order", () => {
    const profile = of([json({ a: 1, b: "x" }), json({ b: "y", a: 2 })]);
    expect(profile.column("a")!.moments.sum).toBe(3);
    expect(profile.column("b")!.values.entries()).toEqual([
      ["x", 1],
      ["y", 1],
    ]);
  });

  test("takes a column called __proto__ as any other", () => {
    const profile = of([{ cells: [1, 2], names: ["__proto__", "constructor"], typed: true }]);
    expect(profile.column("__proto__")!.moments.sum).toBe(1);
    expect(profile.column("toString")).toBeUndefined();
  });

  test("takes types cell by cell where a row says so", () => {
    const profile = of([{ cells: ["1", "1"], typed: false, typedCells: [true, false] }]);
    expect(profile.columns.map((column) => column.types.inferredType())).toEqual(["String", "Integral"]);
  });

  test("counts rows that lack a column, before it appeared and after", () => {
    const rows = [csv("1"), csv("1"), csv("1", "2"), csv("1", undefined), csv("1", "")];
    const profile = of(rows);
    expect([profile.absent("_c0"), profile.absent("_c1"), profile.absent("unheard of")]).toEqual([0, 3, 5]);
    expect(profile.absent(profile.column("_c1")!)).toBe(3);
    expect(absentLines(profile, "_c1")).toEqual([1, 2, 4]);
    expect(profile.column("_c1")!.types.missing).toBe(1);
  });

  test("points at rows that lack a column wherever they were profiled", () => {
    const without = [csv("1"), csv("1")];
    const with2 = [csv("1", "2"), csv("1")];
    const late = of(without);
    late.merge(of(with2, {}, 3));
    const early = of(with2, {}, 3);
    early.merge(of(without));
    for (const profile of [late, early, of([...without, ...with2])]) {
      expect([profile.absent("_c1"), absentLines(profile, "_c1")]).toEqual([3, [1, 2, 4]]);
    }
  });

  test("takes a cell for a column once a row", () => {
    const profile = of([csv("1", "2")], { names: ["a", "a"] });
    expect([profile.column("a")!.types.cells, profile.absent("a")]).toEqual([1, 0]);
    expect(profile.notes.get("columnTwiceInRow")).toBe(1);
  });

  test("keeps the first five lines without a column, in whatever order lines and columns come", () => {
    const random = seededRandom(41);
    for (let round = 0; round < 20; round++) {
      const profile = new DatasetProfile({});
      const without = new Map<string, Set<number>>();
      const seen: number[] = [];
      for (let at = 0; at < 60; at++) {
        const line = round % 2 === 0 ? at + 1 : 1 + Math.floor(random() * 30); // in turn, or back and forth
        const pointer = { key: "a.jsonl", line };
        for (let row = 0; row < 1 + (at % 3); row++) {
          const names = ["a", "b", "c", "d", "e"].filter(() => random() < 0.1 + (round % 5) / 5);
          profile.addRow({ names, cells: names.map(() => 1), typed: true }, pointer);
          for (const name of names)
            if (!without.has(name)) without.set(name, new Set(seen.slice().sort(up).slice(0, 5)));
          for (const [name, lines] of without) if (!names.includes(name)) lines.add(line);
          if (!seen.includes(line)) seen.push(line);
        }
      }
      for (const [name, lines] of without)
        expect(
          profile
            .column(name)!
            .evidence.pointers("absent")
            .map(({ line }) => line),
        ).toEqual([...lines].sort(up).slice(0, 5));
    }
  });

  test("a row costs what it holds, not the columns that one odd row has opened", () => {
    const profile = new DatasetProfile({});
    const odd = Array.from({ length: MOST_COLUMNS - 1 }, (_, at) => `c${at}`);
    profile.addRow({ names: odd, cells: odd, typed: true }, { key: "a", line: 1 });
    const usual = { names: ["x"], cells: [1], typed: true };
    // Asking every column took half a millisecond a row: 150 s for these.
    for (let line = 2; line < 300_000; line++) profile.addRow(usual, { key: "a", line: line - (line % 3) });
    expect(profile.absent("c0")).toBe(299_998);
  });

  test("has at most 10,000 columns; a row with more is a fault", () => {
    const cells = Array.from({ length: MOST_COLUMNS + 5 }, () => "1");
    const profile = of([csv(...cells), csv(...cells), json({ more: 1 })]);
    expect(profile.columns).toHaveLength(MOST_COLUMNS);
    expect(profile.malformed.byReason.get("more than 10000 columns")!.count).toBe(3);
    const merged = of([json({ more: 1 })]);
    merged.merge(profile);
    expect(merged.columns).toHaveLength(MOST_COLUMNS);
    expect(merged.malformed.byReason.get("more than 10000 columns")!.count).toBe(4);
  });

  test("bounds the length of a column's name", () => {
    const name = "n".repeat(100_000);
    const profile = of([json({ [name]: 1 }), json({ [name]: 2 })]);
    expect(profile.columns.map((column) => [column.name.length, column.types.cells])).toEqual([[81, 2]]);
  });

  test("keeps a sensitive column's values out, by name or position, however long its name", () => {
    const name = "n".repeat(300);
    const sensitive = { sensitive: ["mail", name], sensitiveKey: "a key" };
    for (const profile of [
      of([csv("canary")], { names: ["mail"], ...sensitive }),
      of([json({ [name]: "canary" })], sensitive),
    ]) {
      expect(profile.columns[0]!.sensitive).toBe(true);
      expect(profile.columns[0]!.values.count("canary")).toBe(0);
    }
  });

  test("says that sensitive columns need a key", () => {
    expect(() => new DatasetProfile({ sensitive: ["mail"] })).toThrow(
      "Got sensitive columns (mail) and no sensitiveKey",
    );
  });

  test("remembers records, notes and the first and last event", () => {
    const profile = new DatasetProfile();
    profile.countRecord();
    profile.note("clockSkew");
    profile.note("clockSkew", 2);
    for (const time of [2000, 1000, 3000]) profile.seen(time);
    profile.countMalformed("line is not JSON", { key: "a", line: 7 });
    expect([profile.records, profile.notes.get("clockSkew"), profile.firstTime, profile.lastTime]).toEqual([
      1, 3, 1000, 3000,
    ]);
    expect(profile.malformed.count).toBe(1);
  });
});
