import { NOT_SCANNED } from "./not-scanned.ts";
import { scanCsv } from "./scan-csv.ts";
import type { ScannedSide } from "./scanned-records.ts";

/**
 * Reads the payload that begins at `from`, inside a JSON string, in one of the encodings that are scanned, and returns the place of the
 * quote that ends it, `NO_ROOM` or `NOT_SCANNED`. Its rows are gathered from row `first` on.
 */
export function scanPayload(
  side: ScannedSide,
  encoding: string | undefined,
  bytes: Uint8Array,
  from: number,
  first: number,
): number {
  if (encoding !== "CSV") return NOT_SCANNED;
  side.names = undefined;
  side.typed = false;
  return scanCsv(side.cells, bytes, from, first);
}
