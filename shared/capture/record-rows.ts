import { batchRows } from "./batch-record.ts";
import type { CaptureRecord } from "./capture-record.ts";
import { ofPossibleWidth } from "./encodings/payload-size.ts";
import { type RecordRows, type RowOptions, rowsOf } from "./rows.ts";
import { withTargetModel } from "./target-model.ts";

/** The rows of a record of whatever kind, with the column of the target model where the options ask for it. */
export function recordRows(record: CaptureRecord, options: RowOptions): RecordRows {
  const { batch, input, output } = record;
  const isBatch = batch !== undefined && input === undefined && output === undefined;
  const found = ofPossibleWidth(isBatch ? batchRows(batch, options) : rowsOf(record, options));
  const { targetModel, names } = options;
  if (targetModel === undefined || !found.ok) return found;
  const rows = withTargetModel(found.rows, record.targetModel, targetModel, names);
  return { ...found, rows };
}
