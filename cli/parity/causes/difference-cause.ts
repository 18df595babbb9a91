import type { Verdict } from "../../../shared/report/verdict.ts";
import type { ResultFiles } from "../../../steps/model-monitor-results.ts";
import type { CaptureFacts } from "../capture-facts.ts";
import type { Difference } from "../difference.ts";

/** Both sides of an hour, and what is known around them. */
export interface ComparedHour {
  /** Undefined where no job has written anything. */
  readonly service: ResultFiles | undefined;
  readonly plumbline: ResultFiles;
  /** Plumbline's verdict; undefined where it has no window there. */
  readonly verdict: Verdict | undefined;
  /** Undefined where the hour's folders hold no capture file. */
  readonly facts: CaptureFacts | undefined;
  /** Columns that the definition or the baseline leaves out of judging. */
  readonly excluded: ReadonlySet<string>;
  readonly sensitive: ReadonlySet<string>;
}

/**
 * A known reason why the sides differ, told by the difference itself and what lies around it. What only another way of reading
 * can explain is a `ServiceReading`. To add one: write its file, add its line in `causes/index.ts`.
 */
export interface DifferenceCause {
  readonly name: string;
  /** Why the sides differ, in a sentence. */
  readonly means: string;
  explains(difference: Difference, hour: ComparedHour): boolean;
}
