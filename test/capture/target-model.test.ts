import { describe, expect, test } from "vitest";
import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { recordRows } from "../../shared/capture/record-rows.ts";
import type { Row } from "../../shared/capture/row.ts";
import { targetModelOf, withTargetModel as withTargetModels } from "../../shared/capture/target-model.ts";

const column = { column: "model", attribute: "TargetModel" };

describe("targetModelOf", () => {
  test.each([
    [{}, undefined],
    [{ customAttributes: [] }, undefined],
    [{ customAttributes: ["trace=7"] }, undefined],
    [{ customAttributes: "TargetModel=a" }, undefined],
    [{ customAttributes: ["TargetModel="] }, undefined],
    [{ customAttributes: ["MyTargetModel=a", 7, null] }, undefined],
    [{ customAttributes: ["TargetModel=a.tar.gz"] }, "a.tar.gz"],
    [{ customAttributes: ["TargetModel: a.tar.gz"] }, "a.tar.gz"],
    [{ customAttributes: ["trace=7; TargetModel = a/b.tar.gz ,x=1"] }, "a/b.tar.gz"],
    [{ customAttributes: ["trace=7", "TargetModel=s3://b/a=1"] }, "s3://b/a=1"],
    [{ customAttributes: ["TargetModel=a", "TargetModel=b"] }, "a"],
    [{ TargetModel: "field", customAttributes: ["TargetModel=a"] }, "field"],
    [{ TargetModel: 7 }, undefined],
  ])("of %j is %s", (metadata, model) => expect(targetModelOf(metadata, "TargetModel")).toBe(model));

  test("goes by the name that is asked for", () => {
    expect(targetModelOf({ customAttributes: ["component=a", "TargetModel=b"] }, "component")).toBe("a");
  });
});

describe("withTargetModel", () => {
  const withTargetModel = (row: Row, model: string | undefined, ...more: [typeof column, string[]?]) =>
    withTargetModels([row], model, ...more)[0]!;
  const typed = (cells: Row["cells"], names?: readonly string[]): Row => ({
    cells,
    typed: true,
    ...(names && { names }),
  });

  test("puts the model behind the other cells, missing where nobody said it", () => {
    expect(withTargetModel(typed([1], ["x"]), "a", column)).toEqual(typed([1, "a"], ["x", "model"]));
    expect(withTargetModel(typed([1], ["x"]), undefined, column)).toEqual(typed([1, null], ["x", "model"]));
  });

  test("names cells by their positions, so that it stands apart however wide the row is", () => {
    expect(withTargetModel(typed([1, 2, 3]), "a", column, ["x", "y"]).names).toEqual([
      "x",
      "y",
      "_c2",
      "model",
    ]);
    expect(withTargetModel(typed([1]), "a", column, ["x", "y"]).names).toEqual(["x", "model"]);
    expect(withTargetModel(typed([1]), "a", column).names).toEqual(["_c0", "model"]);
  });

  test("keeps the classes of the others, and is a text whatever it looks like", () => {
    expect(withTargetModel({ cells: ["1", "2"], typed: false }, "7", column)).toMatchObject({
      cells: ["1", "2", "7"],
      typed: false,
      typedCells: [false, false, true],
    });
    expect(
      withTargetModel({ cells: ["1", "2"], typed: false, typedCells: [true, false] }, "7", column).typedCells,
    ).toEqual([true, false, true]);
  });

  test("rows of one width share a list of names, and rows of another have their own", () => {
    const rows = ["1,2", "3,4", "5"].map((text): Row => ({ cells: text.split(","), typed: false }));
    const [first, second, third] = withTargetModels(rows, "a", column, ["x", "y"]);
    expect(first!.names).toBe(second!.names);
    expect(third).toEqual({
      cells: ["5", "a"],
      names: ["x", "model"],
      typed: false,
      typedCells: [false, true],
    });
  });

  test("gives way to a column of its name", () => {
    const row = typed([1, 2], ["model", "_t.model"]);
    expect(withTargetModel(row, "a", column).names).toEqual(["model", "_t.model", "_t._t.model"]);
  });
});

test("a record's rows have it where the options ask, and no record has it where nobody does", () => {
  const line = JSON.stringify({
    captureData: {
      endpointInput: { data: "1,2\n3,4", encoding: "CSV" },
      endpointOutput: { data: "[0.5,0.6]", encoding: "JSON" },
    },
    eventMetadata: { customAttributes: ["TargetModel=a"] },
  });
  const parsed = parseCaptureRecord(line, { targetModel: "TargetModel" });
  if (!parsed.ok) throw new Error(parsed.reason);
  const found = recordRows(parsed.record, {
    order: "output-first",
    names: ["score", "x", "y"],
    targetModel: column,
  });
  expect(found.ok && found.rows.map(({ cells, names }) => [cells, names])).toEqual([
    [
      [0.5, "1", "2", "a"],
      ["score", "x", "y", "model"],
    ],
    [
      [0.6, "3", "4", "a"],
      ["score", "x", "y", "model"],
    ],
  ]);
  const plain = parseCaptureRecord(line);
  expect(plain.ok && "targetModel" in plain.record).toBe(false);
});
