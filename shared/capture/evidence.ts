/** Where a row came from: enough for its owner to read it again, and no value of it. */
export interface EvidencePointer {
  /** Key of the capture file, without the bucket; of an object that a manifest names, its `s3://` address. */
  readonly key: string;
  /** Line in the file, from 1. */
  readonly line: number;
  readonly eventId?: string;
}

/** Pointers kept per column and class of value. */
export const EVIDENCE_KEPT = 5;
