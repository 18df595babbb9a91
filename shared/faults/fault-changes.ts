/** How the state of an endpoint variant's faults changes: files that land say what they show, closed windows what they decide. */
import { hashOf } from "../window/execution-name.ts";
import { parseWindowId } from "../window/window.ts";
import { type Episode, episodesOf, keptWindows, startOf, stateOf } from "./fault-episodes.ts";
import { confirms, SEVERAL } from "./fault-kinds.ts";
import {
  type Decision,
  type FaultEntry,
  type FaultNews,
  type FaultStateName,
  type FaultsState,
  type FaultWindow,
  NO_FAULTS,
  type ToldEpisode,
} from "./fault-state.ts";
import type { HardFault } from "./hard-fault.ts";

/** Who says it, and when: what makes its news tellable again. */
export interface FaultCause {
  readonly endpoint: string;
  readonly variant: string;
  readonly window: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Of more the ones that nothing was heard of for longest are forgotten; one of them that goes on is told anew. */
const FAULTS_KEPT = 100;
/** A fault that has been over for this long can be changed by no late revision any more. */
const REMEMBERED_MS = 14 * 86_400_000;
const TOLD_KEPT = 20;

/**
 * The state after files of a window have shown faults; undefined where it says so already. `time`: the earliest event time of the rows.
 */
export function afterSighting(
  state: FaultsState | undefined,
  faults: readonly HardFault[],
  cause: FaultCause & { readonly time: number },
): FaultsState | undefined {
  let changed = state ?? NO_FAULTS;
  for (const { kind, column: own, ...found } of faults) {
    // While the table is at fault, each of its columns is a part of that.
    const table = entryOf(changed, { kind, column: SEVERAL });
    const entry = isOpen(table) ? table : entryOf(changed, { kind, column: own });
    if (entry.windows.some(({ id, seen }) => id === cause.window && seen !== undefined)) continue;
    const { id, decided } = windowOf(entry, cause.window);
    // A verdict without the fault is older than these rows: the revision that they start decides anew.
    const still = decided?.confirms === true ? { decided } : {};
    const window = { id, ...still, seen: { ...found, time: cause.time } };
    changed = withEntry(changed, withWindow(entry, window), { ...cause, revision: null, verdict: null });
  }
  return changed === (state ?? NO_FAULTS) ? undefined : changed;
}

/** What a closed window says of every fault. */
export interface ClosedSaid extends FaultCause {
  readonly revision: number;
  readonly verdict: string;
  /** Undefined where the window was not judged. */
  readonly violations: readonly { readonly column: string; readonly check: string }[] | undefined;
}

/** The state after a revision of a window was judged; undefined where that changes nothing. */
export function afterClosing(state: FaultsState, said: ClosedSaid): FaultsState | undefined {
  let changed = state;
  for (const entry of state.faults) {
    if (!concerns(entry, said.window)) continue;
    const window = windowOf(entry, said.window);
    const decided: Decision = {
      revision: said.revision,
      confirms: said.violations?.some((violation) => confirms(violation, entry)) ?? null,
      verdict: said.verdict,
    };
    if ((window.decided?.revision ?? -1) >= decided.revision) continue;
    changed = withEntry(changed, withWindow(entry, { ...window, decided }), said);
  }
  return changed === state ? undefined : changed;
}

/** The state without news that was told. */
export function afterTelling(state: FaultsState, told: readonly FaultNews[]): FaultsState {
  const keys = new Set(told.map(({ key }) => key));
  return { ...state, untold: state.untold.filter(({ key }) => !keys.has(key)) };
}

/** Names an episode within an endpoint variant. */
const episodeKey = (of: { readonly kind: string; readonly column: string }, window: string): string =>
  `${of.kind}/${hashOf(16, of.column)}/${window}`;

/** A fault that is over does not hear of later windows; one that goes on, of all from its first. */
function concerns({ windows }: FaultEntry, window: string): boolean {
  const newest = episodesOf({ windows }).at(-1);
  if (newest === undefined) return false;
  if (windows.some(({ id }) => id === window)) return true;
  return newest.over === undefined && parseWindowId(window).start > startOf(newest.first);
}

const isOpen = (entry: FaultEntry): boolean => {
  const newest = episodesOf(entry).at(-1);
  return newest !== undefined && newest.over === undefined;
};

function entryOf({ faults }: FaultsState, of: Pick<FaultEntry, "kind" | "column">): FaultEntry {
  const same = ({ kind, column }: FaultEntry) => kind === of.kind && column === of.column;
  return faults.find(same) ?? { ...of, windows: [], told: [] };
}

const windowOf = ({ windows }: FaultEntry, id: string): FaultWindow =>
  windows.find((window) => window.id === id) ?? { id };

function withWindow(entry: FaultEntry, window: FaultWindow): FaultEntry {
  const others = entry.windows.filter(({ id }) => id !== window.id);
  const windows = [...others, window].sort((a, b) => startOf(a) - startOf(b));
  return { ...entry, windows: keptWindows({ windows }) };
}

interface Deciding extends FaultCause {
  readonly revision: number | null;
  readonly verdict: string | null;
}

/** The state with that entry, and with the news that follow from it. */
function withEntry(state: FaultsState, entry: FaultEntry, cause: Deciding): FaultsState {
  let told = entry.told;
  const news: FaultNews[] = [];
  for (const episode of episodesOf(entry)) {
    const before = told.findLast(({ window }) => isWithin(window, episode));
    const name = before?.window ?? episode.first.id;
    const states = newStates(before?.state, stateOf(episode));
    const shown = before === undefined ? episode.first : episode.last;
    news.push(...states.map((each) => newsOf(entry, shown, { name, state: each, cause })));
    const { first, last } = episode;
    const now: ToldEpisode = {
      window: name,
      state: states.at(-1) ?? before!.state,
      first: first.id,
      last: last.id,
      description: first.seen!.description,
    };
    told = before === undefined ? [...told, now] : told.map((each) => (each === before ? now : each));
  }
  const next = { ...entry, told: told.slice(-TOLD_KEPT) };
  const others = state.faults.filter(({ kind, column }) => kind !== entry.kind || column !== entry.column);
  const remembered = others.filter((each) => isRemembered(each, cause.window)).slice(-(FAULTS_KEPT - 1));
  return { ...state, faults: [...remembered, next], untold: [...state.untold, ...news] };
}

/** What has to be said where an episode stood there and stands here now: its opening first, and nothing that is old already. */
function newStates(before: FaultStateName | undefined, now: FaultStateName): FaultStateName[] {
  if (before === undefined) return now === "opened" ? [now] : ["opened", now];
  if (before === now || (now === "opened" && before !== "withdrawn" && before !== "ended")) return [];
  return [now];
}

/** `shown`: the window whose rows are told of. What a window decided may end an episode that it has not seen itself. */
function newsOf(
  entry: FaultEntry,
  shown: FaultWindow,
  { name, state, cause }: { name: string; state: FaultStateName; cause: Deciding },
): FaultNews {
  const { kind, column } = entry;
  const { endpoint, variant, window, revision, verdict, by, now } = cause;
  const of = state === "opened" ? shown.id : window;
  const at = state === "opened" || revision === null ? of : `${of}/r${revision}`;
  return {
    key: `${endpoint}/${variant}/${episodeKey(entry, name)}/${state}/${at}`,
    kind,
    column,
    state,
    episode: name,
    window: of,
    revision: state === "opened" ? null : revision,
    verdict: state === "opened" ? null : verdict,
    sighting: shown.seen!,
    by,
    since: now,
  };
}

function isWithin(window: string, { first, over }: Episode): boolean {
  const start = startOf({ id: window });
  return start >= startOf(first) && (over === undefined || start <= startOf(over));
}

function isRemembered({ windows }: FaultEntry, now: string): boolean {
  const newest = windows.at(-1);
  if (newest === undefined || episodesOf({ windows }).at(-1)?.over === undefined) return newest !== undefined;
  return startOf(newest) > startOf({ id: now }) - REMEMBERED_MS;
}
