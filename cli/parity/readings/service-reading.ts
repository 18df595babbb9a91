import type { CaptureKey } from "../../../shared/capture/capture-key.ts";
import type { CaptureFacts } from "../capture-facts.ts";

/** A line of a capture file, as far as a reading changes it. */
export interface CaptureLine {
  readonly captureData?: Readonly<Record<string, unknown>>;
  readonly eventMetadata?: Readonly<Record<string, unknown>>;
}

/**
 * One way in which the service reads captures otherwise than Plumbline. It is proved, not presumed: the captures are rewritten so
 * that Plumbline reads in them what the service does, and judged again; a difference that is gone then was this one. To add one:
 * write its file, add its line in `readings/index.ts`.
 */
export interface ServiceReading {
  readonly name: string;
  /** Why the sides differ, in a sentence. */
  readonly means: string;
  /** How many records of a window are read otherwise. */
  affects(facts: CaptureFacts): number;
  /** Where a file goes; absent: where it was. */
  key?(key: CaptureKey, variants: readonly string[]): Pick<CaptureKey, "variant" | "file">;
  /** The line as the service would take it; absent: as it is. */
  line?(line: CaptureLine, key: CaptureKey): CaptureLine;
}
