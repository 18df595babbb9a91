import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CaptureRecord, Payload } from "../../shared/capture/capture-record.ts";
import type { Row } from "../../shared/capture/row.ts";
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
const text = (...cells: (string | null)[]): Row => ({ cells, typed: false });
const read = (record: CaptureRecord, options = OUTPUT_FIRST) => {
  const found = rowsOf(record, options);
  return found.ok ? found.rows : found.reason;
};

describe("rows of a record", () => {
  test("a record without payloads, or with empty ones, has no rows", () => {
    expect(rowsOf({}, OUTPUT_FIRST)).toEqual({ ok: true, rows: [], notes: [] });
    expect(rowsOf({ input: csv(""), output: json("") }, OUTPUT_FIRST)).toEqual({
      ok: true,
      rows: [],
      notes: [],
    });
  });

  test("the output's cells come first, or the input's, as the definition orders", () => {
    const record = { input: csv("34,gold"), output: csv("0.03\n") };
    expect(read(record, OUTPUT_FIRST)).toEqual([text("0.03", "34", "gold")]);
    expect(read(record, INPUT_FIRST)).toEqual([text("34", "gold", "0.03")]);
  });

  test("rows without names stay without names although the definition has some: position decides", () => {
    expect(read({ input: csv("34,gold,9"), output: csv("0.03") }, named())).toEqual([
      text("0.03", "34", "gold", "9"),
    ]);
  });

  test("of a record with one side each cell keeps its column where the definition names them", () => {
    const options = { ...OUTPUT_FIRST, names: ["score", "age", "plan"] };
    const cells = (record: Parameters<typeof rowsOf>[0]) => {
      const read = rowsOf(record, options);
      return read.ok ? read.rows.map((row) => row.cells) : read.reason;
    };
    expect(cells({ input: csv("34,gold") })).toEqual([[undefined, "34", "gold"]]);
    expect(cells({ output: csv("0.03") })).toEqual([["0.03"]]);
    expect(cells({ input: csv("0.03,34,gold") })).toEqual([["0.03", "34", "gold"]]);
  });

  test("one side alone gives its rows, with a note", () => {
    expect(rowsOf({ input: csv("1\n2") }, OUTPUT_FIRST)).toEqual({
      ok: true,
      rows: [text("1"), text("2")],
      notes: ["inputOnly"],
    });
    expect(rowsOf({ output: csv("1") }, OUTPUT_FIRST)).toEqual({
      ok: true,
      rows: [text("1")],
      notes: ["outputOnly"],
    });
  });
});

describe("records of several rows", () => {
  test("rows are joined one by one", () => {
    expect(read({ input: csv("1,a\n2,b\n"), output: csv("0.1\n0.2\n") })).toEqual([
      text("0.1", "1", "a"),
      text("0.2", "2", "b"),
    ]);
  });

  test("as many outputs on one line as there are input rows are one each", () => {
    const record = { input: csv("1,a\n2,b\n3,c"), output: csv("0.1,,0.3") };
    expect(rowsOf(record, OUTPUT_FIRST)).toEqual({
      ok: true,
      rows: [text("0.1", "1", "a"), text(null, "2", "b"), text("0.3", "3", "c")],
      notes: ["outputsOnOneLine"],
    });
    const typed = { input: json([[1], [2]]), output: json([0.1, 0.2]) };
    expect(read(typed)).toEqual([
      { cells: [0.1, 1], typed: true },
      { cells: [0.2, 2], typed: true },
    ]);
  });

  test("4,119 predictions joined by commas are 4,119 rows, where Model Monitor saw 4,178 columns in one", () => {
    const input = Array.from({ length: 4119 }, () => Array(59).fill("0").join(",")).join("\n");
    const rows = read({ input: csv(input), output: csv(Array(4119).fill("0.5").join(",")) });
    expect(rows).toHaveLength(4119);
    expect((rows as Row[]).every((row) => row.cells.length === 60)).toBe(true);
  });

  test.each([
    ["1\n2\n3", "0.1\n0.2", "3 input rows but 2 output rows"],
    ["1\n2\n3", "0.1,0.2", "3 input rows but 1 output row"],
    ["1\n2\n3", "0.1", "3 input rows but 1 output row"],
    ["1", "0.1\n0.2", "1 input row but 2 output rows"],
    ["1,2", "0.1\n0.2", "1 input row but 2 output rows"],
    ["1", "", "1 input row but 0 output rows"],
    ["", "0.1", "0 input rows but 1 output row"],
  ])("input %j with output %j is a reason", (input, output, reason) => {
    expect(read({ input: csv(input), output: csv(output) })).toBe(reason);
  });

  test("one output with names is never cut into several", () => {
    expect(read({ input: csv("1\n2"), output: json({ a: 1, b: 2 }) })).toBe("2 input rows but 1 output row");
  });
});

describe("headers", () => {
  const header = { input: csv("age,plan,spend\n34,gold,9\n35,,8\n"), output: csv("0.1\n0.2\n") };

  test("a first line that repeats the input's names is no row", () => {
    expect(rowsOf(header, named())).toEqual({
      ok: true,
      rows: [text("0.1", "34", "gold", "9"), text("0.2", "35", null, "8")],
      notes: ["headerSkipped"],
    });
    expect(read(header, { order: "input-first", names: ["age", "plan", "spend", "score"] })).toHaveLength(2);
  });

  test("so is one that repeats the output's, or all names of a record with one side", () => {
    expect(read({ input: csv("34,gold,9"), output: csv("score\n0.1") }, named())).toEqual([
      text("0.1", "34", "gold", "9"),
    ]);
    expect(read({ input: csv('"score","age", plan,spend\n1,2,3,4') }, named())).toEqual([
      text("1", "2", "3", "4"),
    ]);
  });

  test("without names nothing says that a line is a header", () => {
    expect(read(header)).toBe("3 input rows but 2 output rows");
  });

  test("other names, other order or the output's names on the input are no header", () => {
    for (const line of ["age,plan,cost", "plan,age,spend", "score,age,plan", "age"])
      expect(read({ input: csv(`${line}\n1,2,3`), output: csv("1\n2") }, named())).toHaveLength(2);
  });

  test("JSON has no headers", () => {
    const input = json([["age"], ["34"]]);
    expect(read({ input, output: csv("1\n2") }, named(["score", "age"]))).toHaveLength(2);
  });

  test("a single row is never a header: the caller may well have sent that text", () => {
    expect(read({ input: csv("text"), output: csv("0.1") }, named(["label", "text"]))).toEqual([
      text("0.1", "text"),
    ]);
  });
});

describe("encodings", () => {
  test("BASE64 of a CSV answer to a JSON request is read", () => {
    const output = {
      data: Buffer.from("0.03").toString("base64"),
      encoding: "BASE64",
      contentType: "text/html; charset=utf-8",
    };
    expect(read({ input: json({ age: 34 }), output })).toMatchObject([
      { cells: ["0.03", 34], names: ["_o0", "age"] },
    ]);
  });

  test("a payload that cannot be read is a reason with its side", () => {
    expect(read({ input: csv('"'), output: csv("1") })).toBe("input: CSV ends inside a quoted cell");
    expect(read({ input: csv("1"), output: json("{") })).toBe("output: JSON payload is not JSON");
  });

  test("an encoding that nobody knows is named, cut to 20 printable characters", () => {
    const reason = (encoding: string) => read({ input: { data: "", encoding } });
    expect(reason("PARQUET")).toBe('unknown encoding "PARQUET" (known: CSV, JSON, BASE64)');
    expect(reason("")).toBe('unknown encoding "" (known: CSV, JSON, BASE64)');
    expect(reason(`\u001b[31m${"x".repeat(1e6)}\n`)).toBe(
      `unknown encoding "[31m${"x".repeat(16)}" (known: CSV, JSON, BASE64)`,
    );
  });
});

describe("any record", () => {
  test("gives well-formed rows or a reason, never an error", () => {
    const sign = fc.constantFrom('"', ",", "\n", "{", "}", '"a":1', "[", "]", "1", "a");
    const noise = fc.record({
      data: fc.array(sign, { maxLength: 6 }).map((signs) => signs.join("")),
      encoding: fc.constantFrom("CSV", "JSON", "BASE64", "X"),
    });
    const readable = (count: number) =>
      fc.oneof(
        fc
          .array(fc.constantFrom("1", "[1,2]", '{"a":1}', '{"b":2,"a":"x"}'), {
            minLength: count,
            maxLength: count,
          })
          .map((lines) => json(lines.join("\n"))),
        fc
          .array(fc.constantFrom("1", "a,b", '"x,y",1'), { minLength: count, maxLength: count })
          .map((lines) => csv(lines.join("\n"))),
      );
    const sides = fc.oneof(
      fc.tuple(noise, noise),
      fc.integer({ min: 1, max: 3 }).chain((count) => fc.tuple(readable(count), readable(count))),
    );
    const options = fc.record({
      order: fc.constantFrom("output-first", "input-first"),
      names: fc.uniqueArray(fc.constantFrom("a", "b", "c", "1")),
    });
    let ok = 0;
    fc.assert(
      fc.property(sides, options, ([input, output], given) => {
        const found = rowsOf({ input, output }, given as RowOptions);
        if (!found.ok) {
          expect(found.reason).toMatch(/^[\x20-\x7e]{1,140}$/);
          return;
        }
        ok++;
        for (const { cells, names, typedCells } of found.rows) {
          if (names !== undefined)
            expect([names.length, new Set(names).size]).toEqual([cells.length, cells.length]);
          if (typedCells !== undefined) expect(typedCells).toHaveLength(cells.length);
        }
      }),
      { seed: 14, numRuns: 2000 },
    );
    expect(ok).toBeGreaterThan(200);
  });
});
