import { parseWindowId } from "../window/window.ts";
import type { FaultEntry, FaultStateName, FaultWindow } from "./fault-state.ts";

/** A fault from the window that it was seen in first to the closed window that is without it. */
export interface Episode {
  readonly first: FaultWindow;
  /** The window that is without it; undefined while it goes on. */
  readonly over: FaultWindow | undefined;
  /** The first closed window that has it. */
  readonly confirmed: FaultWindow | undefined;
  /** The newest window that it was seen in. */
  readonly last: FaultWindow;
}

/**
 * The episodes of a fault, in order of time. A pure function of its windows: files that land and windows that close in any order end
 * with the same episodes. A window that was seen to have the fault and whose verdict has not got it ends nothing where the next window
 * was seen to have it too: the fault began late in it.
 */
export function episodesOf({ windows }: Pick<FaultEntry, "windows">): Episode[] {
  const episodes: Episode[] = [];
  let open: { first: FaultWindow; last: FaultWindow; confirmed: FaultWindow | undefined } | undefined;
  for (const [at, window] of windows.entries()) {
    if (window.seen !== undefined) open = open ? { ...open, last: window } : begun(window);
    if (open === undefined) continue;
    if (window.decided?.confirms === true) open.confirmed ??= window;
    if (window.decided?.confirms !== false || goesOnIn(window, windows[at + 1])) continue;
    episodes.push({ ...open, over: window });
    open = undefined;
  }
  return open === undefined ? episodes : [...episodes, { ...open, over: undefined }];
}

const begun = (window: FaultWindow) => ({ first: window, last: window, confirmed: undefined });

function goesOnIn(window: FaultWindow, next: FaultWindow | undefined): boolean {
  if (window.seen === undefined || next?.seen === undefined) return false;
  return parseWindowId(window.id).end === parseWindowId(next.id).start;
}

/** Where an episode stands. */
export function stateOf({ first, over, confirmed, last }: Episode): FaultStateName {
  if (over !== undefined) return confirmed === undefined ? "withdrawn" : "ended";
  if (confirmed !== undefined) return "confirmed";
  return first === last && first.decided?.confirms === null ? "undecided" : "opened";
}

/** Begin of a window by its id, epoch milliseconds. */
export const startOf = ({ id }: Pick<FaultWindow, "id">): number => parseWindowId(id).start;

const WINDOWS_KEPT = 40;

/** The windows that are kept of a fault: the newest ones and, of the newest episode, its first and the first that confirmed it. */
export function keptWindows(entry: Pick<FaultEntry, "windows">): readonly FaultWindow[] {
  const { windows } = entry;
  if (windows.length <= WINDOWS_KEPT) return windows;
  const newest = episodesOf(entry).at(-1);
  const pinned = [newest?.first, newest?.confirmed];
  const isOld = (at: number) => at < windows.length - WINDOWS_KEPT;
  return windows.filter((window, at) => !isOld(at) || pinned.includes(window));
}
