import type { CaptureKey } from "../../shared/capture/capture-key.ts";
import type { CaptureRecord } from "../../shared/capture/capture-record.ts";
import type { EvidencePointer } from "../../shared/capture/evidence.ts";
import type { RecordRows, RowOptions } from "../../shared/capture/rows.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { ScannedRecords } from "../../shared/scan/scanned-records.ts";
import type { ObjectStore } from "../ports.ts";

/** One record of a capture file. */
export interface Captured {
  readonly at: EvidencePointer;
  /** Ids and time; undefined where what stands there is no record. */
  readonly record: CaptureRecord | undefined;
  /** Its rows with these names of positional cells, or the reason why it has none. */
  decode(options: RowOptions): RecordRows;
  /** Characters of its text as it stands in the file, 0 where it is no text. */
  readonly size: number;
}

/** What is done with the records of a file, in their order. */
export interface CaptureSink {
  /** Whether somebody asks for the text of a number: a column that takes it so, or a header of names that are numbers. */
  readonly needsTexts: boolean;
  /** Records from the first on that are captured ones in any case; by default some few. */
  readonly unlearntLines?: number | undefined;
  /** The record that was scanned last is to be gathered; whether it was. One that was not comes as a captured one. */
  gather(records: ScannedRecords): boolean;
  /** Takes what is gathered: its rows are forgotten afterwards. */
  take(records: ScannedRecords): void;
  captured(record: Captured): void;
}

/** The store of a capture bucket by its name; on a laptop a folder. */
export type Stores = (bucket: string) => ObjectStore;

/** Where the captures of a kind lie: apart from how they are read, because most functions only list them. */
export interface CapturePlaces {
  /** The parts of the key of a capture file that the monitor watches; undefined for every other key. */
  parseKey(key: string, monitor: MonitorDefinition): CaptureKey | undefined;
  /** Folder of the capture files of one hour, with its closing slash. `hour` may be any time in it. */
  hourPrefix(monitor: MonitorDefinition, variant: string, hour: number): string;
}

/**
 * A way in which SageMaker captures. To add one: write its two files here, add their lines in `places.ts` and `index.ts`
 * and its name in `shared/capture/capture-kinds.ts`.
 */
export interface CaptureKind extends CapturePlaces {
  /**
   * Every record of a capture file, in its order; memory does not grow with it. Data faults are records without rows.
   * Throws what the store throws, and `UnusableInput` where gzip is torn.
   */
  read(stores: Stores, file: CapturedFile, options: RowOptions): AsyncIterable<Captured>;
  /**
   * The same records, those of a common form without an object for each. Absent where files of the kind have no such form.
   */
  scan?(stores: Stores, file: CapturedFile, options: RowOptions, sink: CaptureSink): Promise<void>;
  /** The records of an object that evidence points to by its key: the capture file itself, or one that it names. */
  readEvidence(stores: Stores, file: CapturedFile, options: RowOptions): AsyncIterable<Captured>;
}

export interface CapturedFile {
  readonly bucket: string;
  readonly key: string;
}
