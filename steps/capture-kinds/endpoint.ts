import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import type { EvidencePointer } from "../../shared/capture/evidence.ts";
import { type FaultyLine, splitLines, type TextLine } from "../../shared/capture/lines.ts";
import { recordRows } from "../../shared/capture/record-rows.ts";
import type { RowOptions } from "../../shared/capture/rows.ts";
import { scanLines } from "../../shared/scan/scan-lines.ts";
import { ScannedRecords } from "../../shared/scan/scanned-records.ts";
import { plainBytes } from "../plain-bytes.ts";
import type { Captured, CaptureKind } from "./capture-kind.ts";
import { endpointPlaces } from "./endpoint-places.ts";

/**
 * Data capture of a real-time endpoint, and what the merge job makes of it: JSON Lines below the hour of an endpoint
 * variant.
 */
export const endpoint: CaptureKind = {
  ...endpointPlaces,

  async *read(stores, { bucket, key }, options) {
    for await (const line of splitLines(plainBytes(stores(bucket), key)))
      yield capturedLine(line, key, options);
  },

  scan(stores, { bucket, key }, options, sink) {
    const records = new ScannedRecords(key, { keepsTexts: sink.needsTexts });
    return scanLines(plainBytes(stores(bucket), key, { passing: true }), records, {
      unlearntLines: sink.unlearntLines,
      gather: (records) => sink.gather(records),
      take: (records) => sink.take(records),
      line(line) {
        const captured = capturedLine(line, key, options);
        sink.captured(captured);
        return captured.record !== undefined;
      },
    });
  },

  readEvidence: (stores, file, options) => endpoint.read(stores, file, options),
};

function capturedLine(line: TextLine | FaultyLine, key: string, options: RowOptions): Captured {
  const at = { key, line: line.line };
  return "fault" in line ? noRecord(at, line.fault, 0) : lineRecord(line.text, at, options);
}

function lineRecord(text: string, at: EvidencePointer, options: RowOptions): Captured {
  const size = text.length + 1;
  const parsed = parseCaptureRecord(text, { targetModel: options.targetModel?.attribute });
  if (!parsed.ok) return noRecord(at, parsed.reason, size);
  const { record } = parsed;
  const { eventId } = record;
  const decode = (asked: RowOptions) => recordRows(record, asked);
  return { at: eventId === undefined ? at : { ...at, eventId }, record, decode, size };
}

const noRecord = (at: EvidencePointer, reason: string, size: number): Captured => ({
  at,
  record: undefined,
  decode: () => ({ ok: false, reason }),
  size,
});
