import { parseCaptureRecord } from "../../shared/capture/capture-record.ts";
import { scanLines } from "../../shared/scan/scan-lines.ts";
import { ScannedRecords } from "../../shared/scan/scanned-records.ts";

/** How many lines of a capture file are scanned, for whoever takes all of them: a file of one kind of lines teaches with its first. */
export async function gatheredLines(bytes: Uint8Array): Promise<number> {
  let gathered = 0;
  await scanLines(
    (async function* () {
      yield bytes;
    })(),
    new ScannedRecords("captures/a.jsonl"),
    {
      unlearntLines: 0,
      gather(records) {
        records.gather();
        gathered++;
        return true;
      },
      take: () => undefined,
      line: (line) => "text" in line && parseCaptureRecord(line.text).ok,
    },
  );
  return gathered;
}
