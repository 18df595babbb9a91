import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Constraints } from "../../shared/constraints/constraints.ts";
import { writeText } from "../fixtures/make-captures.ts";
import { writeParquet } from "../fixtures/write-parquet.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
afterAll(() => folder.remove());

async function featuresOf(dataset: string, ...options: string[]) {
  const out = `out-${dataset.replaceAll("/", "-")}${options.join("")}`;
  const { status, err } = await run(["suggest-baseline", dataset, "--out", out, ...options], folder.path);
  expect(status, err).toBe(0);
  const { features } = JSON.parse(readFileSync(at(out, "constraints.json"), "utf8")) as Constraints;
  return features.map(({ name, inferred_type }) => [name, inferred_type]);
}

beforeAll(() => {
  const csv = (from: number) =>
    Array.from({ length: 50 }, (_, row) => `${row + from}.5,${row},x${row % 3}\n`).join("");
  writeText(at("train/1.csv"), `score,age,plan\n${csv(0)}`);
  writeText(
    at("train/deep/er/2.csv.gz"),
    gzipSync(`age,score,plan\n${csv(0).replace(/^([^,]*),([^,]*),/gm, "$2,$1,")}`),
  );
  writeText(at("train/.hidden/3.csv"), "other\n1\n");
  writeText(at("train/_SUCCESS"), "");
  writeText(at("headless.csv"), csv(0));
  const json = Array.from({ length: 50 }, (_, row) => `{"score":${row}.0,"a":{"b":[${row}]}}\n`).join("");
  writeText(at("train.jsonl"), json);
  const values = Array.from({ length: 50 }, (_, row) => row);
  writeText(
    at("train.parquet"),
    writeParquet([
      { name: "score", type: "DOUBLE", values },
      { name: "age", type: "INT64", values: values.map(BigInt) },
      { name: "plan", type: "BYTE_ARRAY", converted: "UTF8", values: values.map((row) => `x${row % 3}`) },
      { name: "paid", type: "BOOLEAN", values: values.map((row) => row % 2 === 0) },
    ]),
  );
});

describe("suggest-baseline", () => {
  test.each([
    ["--sensitive", "agee"],
    ["--exclude", "agee"],
    ["--segment", "agee"],
  ])("writes nothing where %s names a column that is not there", async (option, name) => {
    const { status, err } = await run(
      ["suggest-baseline", "train", "--out", "misspelt", option, name],
      folder.path,
    );
    expect([status, err]).toEqual([
      2,
      expect.stringContaining(
        `Got ${option} agee; train has no such column: did you mean "age"? Nothing was written.`,
      ),
    ]);
    expect(existsSync(at("misspelt"))).toBe(false);
  });

  test("reads a folder to any depth, by the names in each file's header, hidden files left out", async () => {
    expect(await featuresOf("train")).toEqual([
      ["score", "Fractional"],
      ["age", "Integral"],
      ["plan", "String"],
    ]);
  });

  test("takes the first line for a row with --no-header", async () => {
    expect(await featuresOf("headless.csv", "--no-header")).toEqual([
      ["_c0", "Fractional"],
      ["_c1", "Integral"],
      ["_c2", "String"],
    ]);
  });

  test("reads JSON Lines as captures are read", async () => {
    expect(await featuresOf("train.jsonl")).toEqual([
      ["score", "Fractional"],
      ["a.b[0]", "Integral"],
    ]);
  });

  test("gives a Parquet column the class of its type", async () => {
    expect(await featuresOf("train.parquet", "--prediction", "plan")).toEqual([
      ["plan", "String"],
      ["score", "Fractional"],
      ["age", "Integral"],
      ["paid", "Boolean"],
    ]);
  });
});
