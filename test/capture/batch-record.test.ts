import { describe, expect, test } from "vitest";
import { csvBatchRecord, jsonBatchRecord } from "../../shared/capture/batch-record.ts";
import type { RowOptions } from "../../shared/capture/rows.ts";

const ID = "1f1d57b1-2e6f-488c-8c30-db4e6d757861";
const TIME = "2022-08-30T00:49:15Z";
const MARKED = { eventId: ID, inferenceTime: Date.parse(TIME) };
const options: RowOptions = { order: "output-first" };

describe("a line of CSV that batch transform wrote", () => {
  const record = (line: string, names?: readonly string[]) =>
    csvBatchRecord(line, { ...options, ...(names && { names }) });
  const cellsOf = (line: string, names?: readonly string[]) => {
    const { rows } = record(line, names);
    return rows.ok ? rows.rows.map(({ cells }) => cells) : rows.reason;
  };

  test("is a row as it stands", () => {
    expect(record("0.5,a")).toEqual({
      record: {},
      rows: { ok: true, rows: [{ cells: ["0.5", "a"], typed: false }], notes: [] },
    });
  });

  // The documentation prints a blank before the id.
  test.each([`0, ${ID},${TIME}`, `0,${ID},${TIME}`, `0,"${ID}","${TIME}"\r`])(
    "%j ends with its id and the time of its job",
    (line) => expect([record(line).record, cellsOf(line)]).toEqual([MARKED, [["0"]]]),
  );

  test.each([`0,${ID}`, `0,${TIME}`, `0,${TIME},${ID}`, `0,x,${TIME}`, `0,${ID},noon`])(
    "%j does not",
    (line) => expect(record(line).record).toEqual({}),
  );

  test("id and time are columns where the definition names them", () => {
    const line = `7,${ID},${TIME}`;
    expect(cellsOf(line, ["a", "request", "at"])).toEqual([["7", ID, TIME]]);
    expect(cellsOf(line, ["a"])).toEqual([["7"]]);
  });

  test("the definition's names are a header", () => {
    expect(record("a,b", ["a", "b"]).rows).toEqual({ ok: true, rows: [], notes: ["headerSkipped"] });
    expect(cellsOf("a,c", ["a", "b"])).toEqual([["a", "c"]]);
  });

  test("quotes are read; one that stays open is a reason", () => {
    expect(cellsOf('"a,b","say ""so"""')).toEqual([["a,b", 'say "so"']]);
    expect(cellsOf('1,"open')).toBe("CSV ends inside a quoted cell");
  });
});

describe("a JSON text that batch transform wrote", () => {
  const marks = { SageMakerInferenceId: ID, SageMakerInferenceTime: TIME };
  const record = (value: unknown) => jsonBatchRecord(JSON.stringify(value), options)!;
  const rowsOf = (value: unknown) => {
    const { rows } = record(value);
    return rows.ok ? rows.rows : rows.reason;
  };

  test("carries id and time in fields of their own", () => {
    expect(record({ output: 0, ...marks })).toEqual({
      record: MARKED,
      rows: { ok: true, rows: [{ cells: [0], names: ["output"], typed: true }], notes: [] },
    });
  });

  test("has the answer beside the fields of the request: a row as of an endpoint", () => {
    const joined = { ...marks, SageMakerOutput: { predicted_label: 1, score: 0.98 }, features: [28, 2] };
    expect(rowsOf(joined)).toEqual([
      { cells: [1, 0.98, 28, 2], names: ["predicted_label", "score", "_i0", "_i1"], typed: true },
    ]);
  });

  test("has the request in a field of its own where that is no object", () => {
    expect(rowsOf({ SageMakerInput: [28, 2], SageMakerOutput: [0.98] })).toEqual([
      { cells: [0.98, 28, 2], typed: true },
    ]);
  });

  test("holds as many rows as its request has instances", () => {
    const document = {
      ...marks,
      SageMakerOutput: { predictions: [{ score: 0.9 }, { score: 0.1 }] },
      instances: [{ features: [1, 2] }, { features: [3, 4] }],
    };
    expect(rowsOf(document)).toMatchObject([{ cells: [0.9, 1, 2] }, { cells: [0.1, 3, 4] }]);
    expect(
      rowsOf({ ...document, SageMakerOutput: { predictions: [{ score: 0.9 }, { score: 0.1 }, 3] } }),
    ).toBe("2 input rows but 3 output rows");
  });

  test("keeps the spelling of its numbers", () => {
    const text = `{"SageMakerOutput":[1.0],"features":[2,3.0],"SageMakerInferenceId":"${ID}"}`;
    expect(jsonBatchRecord(text, options)!.rows).toMatchObject({
      rows: [{ cells: ["1.0", 2, "3.0"], typedCells: [false, true, false] }],
    });
  });

  test.each([
    ["[0.1,0.9]", [{ cells: [0.1, 0.9], typed: true }]],
    ["0.5", [{ cells: [0.5], typed: true }]],
    ['"yes"', [{ cells: ["yes"], typed: true }]],
    ["[]", []],
  ])("%s without anything of SageMaker's is what it is", (text, rows) => {
    expect(jsonBatchRecord(text, options)).toEqual({ record: {}, rows: { ok: true, rows, notes: [] } });
  });

  test("odd ids and times are left out", () => {
    expect(record({ a: 1, SageMakerInferenceId: 7, SageMakerInferenceTime: "noon" }).record).toEqual({});
  });

  test("text that is not JSON is none", () => expect(jsonBatchRecord("{", options)).toBeUndefined());
});
