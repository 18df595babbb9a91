import { MOST_PAYLOAD_CELLS, MOST_ROW_CELLS } from "../capture/encodings/payload-size.ts";
import type { Envelope } from "./envelope.ts";
import { NOT_SCANNED } from "./not-scanned.ts";
import { NOT_IN_CORE, type ScanCore } from "./scan-core/scan-core.ts";
import { scanDeferred } from "./scan-csv.ts";
import type { ScannedRecords, ScannedSide } from "./scanned-records.ts";

/**
 * Scans the record from `start` on, before `filled`, in one call, payloads of CSV included, where its template lies in `core`. Returns
 * where it ends, `NO_ROOM`, `NOT_SCANNED`, or `NOT_IN_CORE` where the TypeScript has to scan it.
 */
export function scanRecord(
  core: ScanCore,
  records: ScannedRecords,
  envelope: Envelope,
  line: number,
  start: number,
  filled: number,
): number {
  const { input, output, first } = records;
  const { place, has } = envelope;
  if (place === 0 || input.cells.core !== core || output.cells.core !== core) return NOT_IN_CORE;
  const { stride, keepsStarts } = input.cells;
  const end = core.scanRecord(place, start, filled, first, stride, output.cells.stride, keepsStarts);
  if (end < 0) return end;
  // A longer payload may have too many cells, which payload-size.ts counts.
  if (end - start > MOST_PAYLOAD_CELLS) return NOT_IN_CORE;
  const { record } = core;
  records.begin(line, core.bytes);
  records.hasInput = has.input;
  records.hasOutput = has.output;
  if (has.input) setSide(core, input, record.inputRows, record.inputWidth);
  if (has.output) setSide(core, output, record.outputRows, record.outputWidth);
  if (input.cells.width > MOST_ROW_CELLS || output.cells.width > MOST_ROW_CELLS) return NOT_IN_CORE;
  if (core.deferred > 0) {
    const failed = scanDeferredOf(core, records, has.input);
    if (failed < 0) return failed;
  }
  if (has.id) records.setEventId(record.idStart, record.idEnd);
  return !has.time || setTime(core, records) ? end : NOT_SCANNED;
}

function setSide(core: ScanCore, side: ScannedSide, rows: number, width: number): void {
  side.names = undefined;
  side.typed = false;
  side.packed = false;
  side.cells.bytes = core.bytes;
  side.cells.rows = rows;
  side.cells.width = width;
}

/** The output's are those before and behind the input's. */
function scanDeferredOf(core: ScanCore, { input, output }: ScannedRecords, hasInput: boolean): number {
  const first = hasInput ? core.record.inputDeferred : 0;
  const last = hasInput ? core.record.inputDeferredEnd : 0;
  let failed = scanDeferred(output.cells, core, 0, first);
  if (failed >= 0) failed = scanDeferred(input.cells, core, first, last);
  return failed < 0 ? failed : scanDeferred(output.cells, core, last, core.deferred);
}

function setTime(core: ScanCore, records: ScannedRecords): boolean {
  const { seconds, timeStart, timeEnd } = core.record;
  if (seconds < 0) return records.setTime(timeStart, timeEnd);
  records.setSeconds(seconds);
  return true;
}
