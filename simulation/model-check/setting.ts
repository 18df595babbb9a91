import type { FileKind, Variant } from "./window-model.ts";

/** What may happen in a search. Every number is how often at most. */
export interface Setting {
  readonly files: readonly FileKind[];
  /** Files whose event is lost, by index; the others have one profiler each. */
  readonly lost?: readonly number[];
  /** Further deliveries of the first file's event, at any time. */
  readonly redeliveries?: number;
  /** Profilers that die at any point; their event comes again. */
  readonly crashes?: number;
  /** Profilers that die at any point and whose event does not come again: it went to the dead-letter queue. */
  readonly buried?: number;
  /** Executions and sweeps that die at any point and leave nothing behind. */
  readonly deaths?: number;
  /** Functions of an execution that are tried again while the first try may run on, for a while or to its end. */
  readonly retries?: number;
  /** Sweeps that begin at any time, beside everything else. */
  readonly sweeps?: number;
  /** Whether sweeps follow when everything is quiet, until one changes nothing. */
  readonly swept?: boolean;
  /** Files of the window land at any time; otherwise they are there from the start. */
  readonly landing?: boolean;
  /** Whether the first revision runs from the start: somebody opened the window before. */
  readonly opened?: boolean;
  /** Revisions that were started and died before, and left nothing but their names. */
  readonly spent?: number;
  /** Sandboxes that take several files' events, one after the other, and remember what they opened; by index. */
  readonly sandboxes?: readonly (readonly number[])[];
  /** What the clock shows, in milliseconds from the window's end; it goes on at any time. Half an hour after the lateness where nothing is said. */
  readonly clock?: readonly number[];
  /** Then, whenever all is quiet and swept, so many hours after the window's end. */
  readonly hours?: readonly number[];
  /** How far the profilers' clocks are behind, in milliseconds. */
  readonly slow?: number;
  /** How long the window waits after its end: `PT10M`. */
  readonly lateness?: string;
  /** Reads and writes of a compare-and-swap are one step. */
  readonly atomicSwaps?: boolean;
  readonly variant?: Variant;
}
