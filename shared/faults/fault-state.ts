/**
 * `faults/<endpoint>/<variant>/state.json`: what was seen of hard faults, what closed windows said of them, and what is still to be
 * told. Everything about a fault follows from its windows (`fault-episodes.ts`), in whatever order files land and windows close, so
 * that writers need no lock but the compare-and-swap of this one object.
 */
import type { HardFault } from "./hard-fault.ts";

/** A fault in rows of a window, before it was closed. */
export interface Sighting extends Omit<HardFault, "kind" | "column"> {
  /** When it began in these rows, epoch milliseconds: their earliest event time. */
  readonly time: number;
}

/** What the closed window said. */
export interface Decision {
  readonly revision: number;
  /** Whether its verdict has a violation that confirms the fault; null where the window was not judged. */
  readonly confirms: boolean | null;
  /** The verdict's name. */
  readonly verdict: string;
}

export interface FaultWindow {
  /** Window id. */
  readonly id: string;
  readonly seen?: Sighting;
  readonly decided?: Decision;
}

/**
 * `opened`: seen in files of a window that is not closed. `confirmed`: by a closed window. `undecided`: the window that it was opened in
 * closed without a judgement. `withdrawn`: a closed window has not got it, and none had. `ended`: a closed window is without it again.
 */
export type FaultStateName = "opened" | "undecided" | "confirmed" | "withdrawn" | "ended";

/** The last thing that was said of one episode of a fault. */
export interface ToldEpisode {
  /** The window that the episode was opened in when it was first told: its name in keys. */
  readonly window: string;
  readonly state: FaultStateName;
  /** The first and the newest window whose files have shown it, by now. */
  readonly first: string;
  readonly last: string;
  /** What the first one showed. */
  readonly description: string;
}

/** One kind of fault of one column. */
export interface FaultEntry {
  readonly kind: HardFault["kind"];
  readonly column: string;
  /** Ascending in time; the newest ones, with the first of the episode that goes on. */
  readonly windows: readonly FaultWindow[];
  readonly told: readonly ToldEpisode[];
}

/** Something that is to be told, until it was. */
export interface FaultNews {
  /** The event's key: the same whoever tells it, and however often. */
  readonly key: string;
  readonly kind: HardFault["kind"];
  readonly column: string;
  readonly state: FaultStateName;
  /** Names the episode: the window of `ToldEpisode`. */
  readonly episode: string;
  /** The window that the news is of, and the revision that decided it; null where files did. */
  readonly window: string;
  readonly revision: number | null;
  readonly verdict: string | null;
  readonly sighting: Sighting;
  /** Who found it: a capture file, or a revision of a window. Tried again, it tells at once what it left untold. */
  readonly by: string;
  /** When, epoch milliseconds. Somebody else tells it where that is long ago. */
  readonly since: number;
}

export interface FaultsState {
  readonly version: 1;
  readonly faults: readonly FaultEntry[];
  readonly untold: readonly FaultNews[];
}

export const NO_FAULTS: FaultsState = { version: 1, faults: [], untold: [] };
