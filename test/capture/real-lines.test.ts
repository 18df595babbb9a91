/** Lines that SageMaker wrote, where they lie beside the checkout (they are not redistributed with it). */
import { createReadStream, existsSync } from "node:fs";
import { expect, test } from "vitest";
import { type CaptureRecord, parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { splitLines } from "../../shared/capture/lines.ts";
import { rowsOf } from "../../shared/capture/rows.ts";

const FOLDER = new URL("../../../shared/data/model-monitor/capture/", import.meta.url);
const isThere = existsSync(FOLDER);
if (!isThere) console.log("Skipped: no capture lines of SageMaker's own beside this checkout.");

async function recordsOf(file: string): Promise<CaptureRecord[]> {
  const records: CaptureRecord[] = [];
  for await (const line of splitLines(createReadStream(new URL(file, FOLDER)))) {
    const parsed = parseCaptureRecord("text" in line ? line.text : "");
    if (!parsed.ok) throw new Error(`Line ${line.line} of ${file}: ${parsed.reason}`);
    records.push(parsed.record);
  }
  return records;
}
const outcome = (record: CaptureRecord, names?: readonly string[]) => {
  const found = rowsOf(record, { order: "output-first", ...(names && { names }) });
  return found.ok
    ? `${found.rows.length} × ${[...new Set(found.rows.map((row) => row.cells.length))].join(" or ")}`
    : found.reason;
};
const countBy = (list: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(list, (each) => each)].map(([key, of]) => [key, of.length]));

// Widths counted by hand (Python's csv and json): cells of the input + cells of the output.
test.skipIf(!isThere)(
  "75 lines printed in notebooks are rows, but one whose header nobody named",
  async () => {
    const records = await recordsOf("notebook_capture_lines.jsonl");
    expect(
      records.every((record) => record.eventId !== undefined && record.inferenceTime !== undefined),
    ).toBe(true);
    expect(countBy(records.map((record) => outcome(record)))).toEqual({
      "1 × 17": 19,
      "1 × 16": 3,
      "2 × 16": 3,
      "3 input rows but 2 output rows": 1,
      "1 × 70": 36,
      "1 × 85": 9,
      "1 × 60": 3,
      "1 × 65": 1,
    });
    const classes = Array.from({ length: 13 }, (_, at) => `class${at}`);
    expect(outcome(records[21]!, [...classes, "text"])).toBe("2 × 14");
  },
);

test.skipIf(!isThere)("a whole capture file is rows of one width", async () => {
  const records = await recordsOf("dsoaws.captured_data_example.jsonl");
  expect(countBy(records.map((record) => outcome(record)))).toEqual({ "1 × 85": 9 });
});

test.skipIf(!isThere)("a language model's requests and answers are rows with names", async () => {
  const records = await recordsOf("aiops-llm.34-30-683-55126149-826d-415a-967b-33fa7f4666f3.jsonl");
  for (const record of records) {
    const found = rowsOf(record, { order: "output-first" });
    expect(found.ok && found.rows.map((row) => row.names)).toEqual([
      [
        "generated_text",
        "inputs",
        "parameters.max_new_tokens",
        "parameters.temperature",
        "parameters.top_p",
        "parameters.do_sample",
      ],
    ]);
  }
  expect(records).toHaveLength(3);
});
