import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLabelledRows } from "../../../local/flights/labelled-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "rows-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const columns = { numeric: ["x"], categorical: ["c"] };

test("No files have no rows", async () => {
  expect(await readLabelledRows([], columns)).toMatchObject({ rows: 0, skipped: 0 });
});

test("A file of a header alone has no rows, and an empty file neither", async () => {
  expect(await readLabelledRows([file("header.csv", "y,x,c"), file("empty.csv", "")], columns)).toMatchObject(
    { rows: 0, label: "y" },
  );
});

test("Columns are found by name, the label is the first one, others are passed over", async () => {
  const table = await readLabelledRows(
    [file("one.csv", "y,other,c,x\n1,?,b,2.5\n0,?,,\n0,?,b,n/a\n")],
    columns,
  );
  expect(table).toMatchObject({ rows: 3, label: "y", skipped: 0 });
  expect([...table.labels]).toEqual([1, 0, 0]);
  expect([...table.numeric[0]!.values]).toEqual([2.5, Number.NaN, Number.NaN]);
  expect(table.categorical[0]!.values).toEqual(["b", ""]);
  expect([...table.categorical[0]!.codes]).toEqual([0, 1, 0]);
});

test("Files follow each other in the order given, each with a header of its own", async () => {
  const files = [file("b.csv", "y,x,c\n1,1,a\n"), file("a.csv", "c,y,x\nb,0,2")];
  const table = await readLabelledRows(files, { ...columns, label: "y" });
  expect([...table.labels]).toEqual([1, 0]);
  expect([...table.numeric[0]!.values]).toEqual([1, 2]);
});

test("Rows without a label of 0 or 1 and rows of another length are skipped and counted", async () => {
  const table = await readLabelledRows(
    [file("bad.csv", "y,x,c\n,1,a\n2,1,a\nyes,1,a\n1,1\n1,1,a,b\n1.0,1,a\n")],
    columns,
  );
  expect(table).toMatchObject({ rows: 1, skipped: 5 });
});

test("A missing column is refused by name", async () => {
  await expect(readLabelledRows([file("lacks.csv", "y,x\n1,1\n")], columns)).rejects.toThrow(
    "expected a column c",
  );
});

test("A file whose last quote is never closed is refused", async () => {
  await expect(readLabelledRows([file("cut.csv", 'y,x,c\n1,1,"a\n')], columns)).rejects.toThrow("is no CSV");
});

test("More than 1,000 categories are refused", async () => {
  const rows = Array.from({ length: 1001 }, (_, i) => `1,1,id${i}`).join("\n");
  await expect(readLabelledRows([file("ids.csv", `y,x,c\n${rows}\n`)], columns)).rejects.toThrow(
    "more than 1000 values",
  );
});

test("A file of many chunks keeps every row, also with line breaks inside quotes", async () => {
  const rows = Array.from({ length: 20_000 }, (_, i) => `${i % 2},${i},"two\nlines ${i % 3}"`);
  const table = await readLabelledRows([file("large.csv", `y,x,c\r\n${rows.join("\r\n")}`)], columns);
  expect(table).toMatchObject({ rows: 20_000, skipped: 0 });
  expect(table.numeric[0]!.values.every((value, i) => value === i)).toBe(true);
  expect(table.categorical[0]!.values).toEqual(["two\nlines 0", "two\nlines 1", "two\nlines 2"]);
});
