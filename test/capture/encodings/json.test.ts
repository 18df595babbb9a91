import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../../../shared/capture/encodings/json.ts";
import type { Cell, Row } from "../../../shared/capture/row.ts";

const decode = (data: unknown) =>
  json.decode(typeof data === "string" ? data : JSON.stringify(data), undefined);
const rowsOf = (data: unknown) => {
  const decoded = decode(data);
  return decoded.ok ? decoded.rows : decoded.reason;
};
const cells = (...list: readonly Cell[]): Row => ({ cells: list, typed: true });
/** A row of one number that is kept as it is spelled. */
const spelled = (text: string): Row => ({ cells: [text], typed: false, typedCells: [false] });
const named = (row: Record<string, Cell>): Row => ({
  cells: Object.values(row),
  names: Object.keys(row),
  typed: true,
});

describe("JSON", () => {
  test.each(["", "\n \n", "[]", '{"instances":[]}', '{"features":[]}'])("%j has no rows", (data) => {
    expect(rowsOf(data)).toEqual([]);
  });

  test("an empty object is a row in which every column is absent", () => {
    expect(rowsOf("{}")).toEqual([{ cells: [], names: [], typed: true }]);
  });

  test.each<[string, Row[]]>([
    ["0.5", [cells(0.5)]],
    ['"yes"', [cells("yes")]],
    ["null", [cells(null)]],
    ["[0.1,0.9]", [cells(0.1, 0.9)]],
    ['[1,"1",true,null]', [cells(1, "1", true, null)]],
    ["[[1,2],[3]]", [cells(1, 2), cells(3)]],
    ["[[[1,2],[3,4]]]", [cells(1, 2, 3, 4)]],
    [
      '{"age":41,"plan":"gold","churned":false,"tip":null}',
      [named({ age: 41, plan: "gold", churned: false, tip: null })],
    ],
    ['[{"a":1},{"b":2}]', [named({ a: 1 }), named({ b: 2 })]],
    ['[{"generated_text":"x"}]', [named({ generated_text: "x" })]],
    ['{"features":[28,2,0]}', [cells(28, 2, 0)]],
    ['{"features":[28,2,0]}\n{"features":[29,3,1]}\n', [cells(28, 2, 0), cells(29, 3, 1)]],
    ['{"features":[[1,2],[3,4]]}', [cells(1, 2), cells(3, 4)]],
    ['{"instances":[{"features":[1,2]},{"features":[3,4]}]}', [cells(1, 2), cells(3, 4)]],
    ['{"instances":[[1,2],[3,4]]}', [cells(1, 2), cells(3, 4)]],
    ['{"instances":[{"a":1},{"a":2}]}', [named({ a: 1 }), named({ a: 2 })]],
    [
      '{"signature_name":"serving_default","instances":[1.0,2.0,5.0]}',
      [spelled("1.0"), spelled("2.0"), spelled("5.0")],
    ],
    ['{"predictions":[{"score":0.99,"predicted_label":1}]}', [named({ score: 0.99, predicted_label: 1 })]],
    ['{"predictions":[2.5,3.0,4.5]}', [cells(2.5), spelled("3.0"), cells(4.5)]],
    ['{"predictions":[[0.1,0.9],[0.8,0.2]]}', [cells(0.1, 0.9), cells(0.8, 0.2)]],
    [
      '{"predicted_label":1,"score":0.98}\r\n\r\n{"predicted_label":0,"score":0.1}',
      [named({ predicted_label: 1, score: 0.98 }), named({ predicted_label: 0, score: 0.1 })],
    ],
    ["0.1\n0.2\n", [cells(0.1), cells(0.2)]],
  ])("%s is read in its shape", (data, rows) => expect(rowsOf(data)).toEqual(rows));

  test("what is nested in a row is flattened to its path; an empty container gives no cell", () => {
    const data = {
      inputs: "hi",
      parameters: { top_p: 0.9, stop: ["a", "b"] },
      none: {},
      list: [[1], { x: null }],
    };
    expect(rowsOf(data)).toEqual([
      named({
        inputs: "hi",
        "parameters.top_p": 0.9,
        "parameters.stop[0]": "a",
        "parameters.stop[1]": "b",
        "list[0][0]": 1,
        "list[1].x": null,
      }),
    ]);
  });

  test("a list that holds an object is a row with names", () => {
    expect(rowsOf('{"instances":[[1,{"a":2}]]}')).toEqual([named({ "[0]": 1, "[1].a": 2 })]);
  });

  test("instances beside other fields are flattened, so that no field is lost", () => {
    expect(rowsOf('{"predictions":[0.5],"model":"b"}')).toEqual([
      named({ "predictions[0]": 0.5, model: "b" }),
    ]);
    expect(rowsOf('{"features":[1],"label":2}')).toEqual([named({ "features[0]": 1, label: 2 })]);
  });

  test("keys that are members of Object or numbers are ordinary names", () => {
    expect(rowsOf('{"__proto__":1,"constructor":2}')).toEqual([
      { cells: [1, 2], names: ["__proto__", "constructor"], typed: true },
    ]);
    expect(rowsOf('{"__proto__":{"instances":[1]}}')).toEqual([
      { cells: [1], names: ["__proto__.instances[0]"], typed: true },
    ]);
  });

  test("strings are strings and numbers are numbers, at the edges too", () => {
    expect(rowsOf('["5",-0,1e400,9007199254740991,""]')).toEqual([
      cells("5", -0, Infinity, 9007199254740991, ""),
    ]);
  });

  const nested = (depth: number) => `{"a":${"[".repeat(depth - 1)}1${"]".repeat(depth - 1)}}`;
  test("32 containers inside each other are a row, 33 are not", () => {
    expect(rowsOf(nested(32))).toMatchObject([{ cells: [1] }]);
    expect(rowsOf(nested(33))).toBe("JSON row is nested more than 32 deep");
    expect(rowsOf("[".repeat(100_000) + "]".repeat(100_000))).toBe("JSON row is nested more than 32 deep");
  });

  test("10,000 cells are a row, 10,001 are not; a list of scalars is only a line of outputs", () => {
    const wide = (length: number) => ({ a: Array.from({ length }, () => 0) });
    expect(rowsOf(wide(10_000))).toMatchObject([{ cells: { length: 10_000 } }]);
    expect(rowsOf(wide(10_001))).toBe("JSON row has more than 10000 cells");
    expect(rowsOf(wide(20_000).a)).toMatchObject([{ cells: { length: 20_000 } }]);
  });

  test.each<[string, unknown, string]>([
    ["text", "not json", "JSON payload is not JSON"],
    ["a cut payload", '{"a":1', "JSON payload is not JSON"],
    ["a bad line", '{"a":1}\n{"a":\n{"a":3}', "JSON Lines payload has a line that is not JSON"],
    [
      "a list of several kinds",
      '[1,{"a":2}]',
      "JSON list mixes objects, lists and scalars, expected one kind",
    ],
    ["a name twice", '{"a.b":1,"a":{"b":2}}', "JSON row has a column name twice"],
    [
      "a name of 1,001 characters",
      { ["x".repeat(1001)]: 1 },
      "JSON row has a column name of more than 1000 characters",
    ],
  ])("%s is a reason", (_, data, reason) => expect(rowsOf(data)).toBe(reason));

  test("a long name above many cells does not fill the memory", () => {
    const data = { ["x".repeat(4_000_000)]: Array.from({ length: 9000 }, () => 1) };
    expect(rowsOf(data)).toBe("JSON row has a column name of more than 1000 characters");
  });

  test("any flat objects written as JSON Lines come back", () => {
    const cell = fc.oneof(
      fc.string(),
      // Larger integers are kept as they are spelled: spelled-number.test.ts.
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((value) => !Number.isInteger(value) || Number.isSafeInteger(value)),
      fc.boolean(),
      fc.constant(null),
    );
    const line = fc.dictionary(fc.string({ minLength: 1 }), cell, {
      minKeys: 2,
      maxKeys: 5,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), (lines) => {
        const data = lines.map((each) => JSON.stringify(each)).join("\n");
        const expected = lines.map((each) => {
          const read = JSON.parse(JSON.stringify(each)) as Record<string, Cell>; // −0 is written as 0
          return { cells: Object.values(read), names: Object.keys(read), typed: true };
        });
        expect(rowsOf(data)).toEqual(expected);
      }),
      { seed: 8259, numRuns: 200 },
    );
  });
});
