import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../../../shared/capture/encodings/json.ts";
import { mayHideFraction } from "../../../shared/capture/encodings/json-spelling.ts";
import type { Row } from "../../../shared/capture/row.ts";
import { type RowOptions, rowsOf } from "../../../shared/capture/rows.ts";
import { cellType } from "../../../shared/profile/cell-type.ts";

const decoded = (text: string): readonly Row[] => {
  const found = json.decode(text, undefined);
  if (!found.ok) throw new Error(found.reason);
  return found.rows;
};
/** The class that a profile gives each cell of the first row. */
const classesOf = (text: string) => {
  const [row] = decoded(text);
  return row!.cells.map((cell, at) => cellType(cell!, row!.typedCells?.[at] ?? row!.typed));
};

describe("JSON numbers keep their spelling", () => {
  // Model Monitor reads text: Deequ's StatefulDataType takes 1.0 and 1e5 for fractional, 1 for integral.
  test.each([
    ["1", "integral"],
    ["-0", "integral"],
    ["1.0", "fractional"],
    ["-2.00", "fractional"],
    ["1e5", "fractional"],
    ["1E+2", "fractional"],
    ["2.5e1", "fractional"],
    ["1.5", "fractional"],
    ["1.05", "fractional"],
    ["1e-2", "fractional"],
    ["1e400", "fractional"],
    ["9007199254740993", "integral"],
    ["12345678901234567890", "integral"],
    ["0.1234567890123456789", "fractional"],
  ])("%s is %s in a list, in an object and alone", (text, type) => {
    expect([classesOf(text), classesOf(`[${text}]`), classesOf(`{"a":{"b":[${text}]}}`)]).toEqual([
      [type],
      [type],
      [type],
    ]);
  });

  test("an identifier of 64 bits keeps all its digits", () => {
    expect(decoded('{"id":9007199254740993,"n":9007199254740992,"m":9007199254740991}')).toEqual([
      {
        cells: ["9007199254740993", "9007199254740992", 9007199254740991],
        names: ["id", "n", "m"],
        typed: false,
        typedCells: [false, false, true],
      },
    ]);
  });

  test("a string is a string beside a spelled number, whatever it looks like", () => {
    expect(decoded('["1.0",1.0,true,null]')).toEqual([
      { cells: ["1.0", "1.0", true, null], typed: false, typedCells: [true, false, true, true] },
    ]);
    expect(classesOf('["1.0",1.0,true,null]')).toEqual(["string", "fractional", "boolean", "missing"]);
  });

  test("a string that looks like one changes nothing", () => {
    for (const text of ['["1.0"]', '{"model":"v1e5","at":"10.0"}'])
      expect([mayHideFraction(text), decoded(text)[0]!.typed, decoded(text)[0]!.typedCells]).toEqual([
        true,
        true,
        undefined,
      ]);
  });

  test.each(["[1.5,0.05,100,1.10]", '{"score":0.98,"generated":"the end"}', '[".0","x.0"]', ""])(
    "%s is read once",
    (text) => expect(mayHideFraction(text)).toBe(false),
  );

  test("each line of JSON Lines keeps its own", () => {
    expect(decoded("1\n1.0\n").map(({ cells }) => cells)).toEqual([[1], ["1.0"]]);
  });

  test("depth that cannot be walked is read by value", () => {
    const deep = `[${"[".repeat(200_000)}1.0${"]".repeat(200_000)}]`;
    expect(json.decode(deep, undefined)).toEqual({
      ok: false,
      reason: "JSON row is nested more than 32 deep",
    });
  });

  test("classes are those of the same numbers in CSV, whatever the numbers", () => {
    const digits = fc.stringMatching(/^(0|[1-9]\d{0,18})$/);
    const number = fc
      .tuple(
        fc.constantFrom("", "-"),
        digits,
        fc.option(fc.stringMatching(/^\.\d{1,4}$/), { nil: "" }),
        fc.option(fc.stringMatching(/^[eE][-+]?\d{1,2}$/), { nil: "" }),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 6 }), (numbers) => {
        const expected = numbers.map((text) => cellType(text, false));
        expect(classesOf(`[${numbers.join(",")}]`)).toEqual(expected);
        expect(classesOf(`{"a":{${numbers.map((text, at) => `"c${at}": ${text}`).join()}}}`)).toEqual(
          expected,
        );
      }),
      { seed: 20_260_304, numRuns: 2000 },
    );
  });
});

describe("spelled numbers among joined rows", () => {
  const side = (data: string, encoding = "JSON") => ({ data, encoding });
  const options: RowOptions = { order: "output-first", names: ["score", "x", "y"] };
  const rows = (record: Parameters<typeof rowsOf>[0]) => {
    const found = rowsOf(record, options);
    return found.ok ? found.rows : found.reason;
  };

  test("each side's cells keep their own class", () => {
    expect(rows({ input: side("[1,2.0]"), output: side("[0.5]") })).toEqual([
      { cells: [0.5, 1, "2.0"], typed: false, typedCells: [true, true, false] },
    ]);
    expect(rows({ input: side("1,true", "CSV"), output: side("[1.0]") })).toEqual([
      { cells: ["1.0", "1", "true"], typed: false, typedCells: [false, false, false] },
    ]);
  });

  test("outputs on one line are cells of their own", () => {
    expect(rows({ input: side("[[1,2],[3,4]]"), output: side('[1.0,"1.0"]') })).toEqual([
      { cells: ["1.0", 1, 2], typed: false, typedCells: [false, true, true] },
      { cells: ["1.0", 3, 4], typed: true },
    ]);
  });

  test("an input that comes alone keeps its place and its classes", () => {
    expect(rows({ input: side('["1.0",1.0]') })).toEqual([
      { cells: [undefined, "1.0", "1.0"], typed: false, typedCells: [false, true, false] },
    ]);
  });

  test("a JSON row is never a header", () => {
    const named = { ...options, names: ["1.0"] };
    const found = rowsOf({ input: side("[[1.0],[1.0]]") }, named);
    expect(found.ok && found.rows).toHaveLength(2);
  });
});
