import { describe, expect, test } from "vitest";
import { jsonBatchRecord } from "../../shared/capture/batch-record.ts";
import { MOST_PAYLOAD_CELLS } from "../../shared/capture/encodings/payload-size.ts";
import { recordRows } from "../../shared/capture/record-rows.ts";
import type { RowOptions } from "../../shared/capture/rows.ts";

const OPTIONS: RowOptions = { order: "output-first" };
const outcome = (data: string, encoding: string, options = OPTIONS) => {
  const found = recordRows({ input: { data, encoding } }, options);
  return found.ok ? found.rows.length : found.reason;
};
const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("a payload", () => {
  const full = "1\n".repeat(MOST_PAYLOAD_CELLS);
  const more = `${full}1\n`;

  test("of a million cells is read, and one of more is not even parsed", () => {
    expect(outcome(full, "CSV")).toBe(MOST_PAYLOAD_CELLS);
    expect(outcome(more, "CSV")).toBe("input: payload has more than 1000000 cells");
    expect(outcome(base64(more), "BASE64")).toBe("input: BASE64 payload has more than 1000000 cells");
  });

  test.each([
    ["empty objects", `[${"{},".repeat(600_000)}{}]`],
    ["empty lists", `[${"[],".repeat(600_000)}[]]`],
    ["scalars", `[${"1,".repeat(1_000_001)}1]`],
    ["lines", "{}\n".repeat(600_000)],
  ])("of JSON with too many %s is not either", (_, text) => {
    expect(outcome(text, "JSON")).toBe("input: payload has more than 1000000 cells");
    expect(jsonBatchRecord(text, OPTIONS)?.rows).toEqual({
      ok: false,
      reason: "payload has more than 1000000 cells",
    });
  });

  test("that is long and has few cells is read", () => {
    expect(outcome(JSON.stringify({ text: "word ".repeat(500_000) }), "JSON")).toBe(1);
  });

  test("that leaves a place for each of many absent answers is bounded by those places", () => {
    const names = Array.from({ length: 100 }, (_, at) => `x${at}`);
    const options = { ...OPTIONS, names };
    expect(outcome("1\n".repeat(80_000), "CSV", options)).toBe(80_000);
    expect(outcome("1\n".repeat(80_001), "CSV", options)).toBe(
      "rows of one side leave more than 8000000 cells empty",
    );
  });
});

describe("a row", () => {
  const wide = (cells: number) => Array(cells).fill(1).join(",");

  test("has at most 10,000 cells in any encoding", () => {
    for (const [data, encoding] of [
      [wide(10_000), "CSV"],
      [`[${wide(10_000)}]`, "JSON"],
      [base64(wide(10_000)), "BASE64"],
    ] as const)
      expect(outcome(data, encoding)).toBe(1);
    for (const [data, encoding] of [
      [wide(10_001), "CSV"],
      [`[${wide(10_001)}]`, "JSON"],
      [base64(wide(10_001)), "BASE64"],
    ] as const)
      expect(outcome(data, encoding)).toBe("row has more than 10000 cells");
  });

  test("of answers, one for each row of the request, may have more", () => {
    const record = {
      input: { data: "1\n".repeat(20_000), encoding: "CSV" },
      output: { data: wide(20_000), encoding: "CSV" },
    };
    expect(recordRows(record, OPTIONS)).toMatchObject({ ok: true, notes: ["outputsOnOneLine"] });
  });
});
