import { createReadStream } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { splitLines } from "../../shared/capture/lines.ts";
import { type RowOptions, rowsOf } from "../../shared/capture/rows.ts";

const OUTPUT_FIRST: RowOptions = { order: "output-first" };
const NAMED: RowOptions = { order: "output-first", names: ["score", "age", "plan", "spend"] };

describe("the project's own capture files", () => {
  async function outcomes(file: string, options: RowOptions) {
    const found: string[] = [];
    for await (const line of splitLines(
      createReadStream(new URL(`../fixtures/capture/${file}`, import.meta.url)),
    )) {
      if ("fault" in line) found.push(line.fault);
      else {
        const parsed = parseCaptureRecord(line.text);
        const rows = parsed.ok ? rowsOf(parsed.record, options) : parsed;
        found.push(rows.ok ? rows.rows.map((row) => JSON.stringify(row.cells)).join(" ") : rows.reason);
      }
    }
    return found;
  }

  test("every shape that was observed in SageMaker's files is read", async () => {
    expect(await outcomes("observed-shapes.jsonl", NAMED)).toEqual([
      '["0.0312","34","gold","12.50"]',
      '["0.0312","34","gold","12.50"]',
      '["0.03","34","gold","12.50"] ["0.91","35",null,"13.75"] ["0.5","36","silver, old","9"]',
      '["0.03","34","gold","12.50"] ["0.91","35",null,"13.75"] ["0.5","36","silver","9"]',
      '["0.03","34","gold","12.50"] ["0.91","35","basic","13.75"]',
      '[0.0312,34,"gold",12.5]',
      '[0,0.03,34,"gold",12.5] [1,0.91,35,"basic",13.75]',
      '[0.03,0,34,"gold",12.5] [0.91,1,35,"basic",13.75]',
      "[0.03,34,12.5] [0.91,35,13.75]",
      '[" When the line hangs beside it.\\n\\n","When is a wall straight?",64,0.9,true]',
      '["0.0312",34,"gold",12.5]',
      '[0.0312,"34","gold","12.50"]',
      '[null,"34","gold","12.50"]',
      '["0.0312"]',
    ]);
  });

  test("every faulty line has its reason, the cut one at the end too", async () => {
    expect(await outcomes("faulty-lines.jsonl", OUTPUT_FIRST)).toEqual([
      "line is not JSON",
      "line is array, expected object",
      "captureData is missing",
      "captureData has neither endpointInput nor endpointOutput",
      "endpointInput.data is number, expected string",
      'unknown encoding "PARQUET" (known: CSV, JSON, BASE64)',
      "3 input rows but 2 output rows",
      "input: CSV ends inside a quoted cell",
      "input: JSON payload is not JSON",
      "input: BASE64 payload of type image/png is not rows",
      "line is cut off",
    ]);
  });
});
