import { formatSpan } from "../report/format-time.ts";
import { inertText, shownName } from "../report/inert-text.ts";
import type { Severity } from "../report/verdict.ts";
import { parseWindowId } from "../window/window.ts";
import { SEVERAL } from "./fault-kinds.ts";
import type { FaultNews, FaultStateName } from "./fault-state.ts";
import type { Joined } from "./incidents.ts";

/** `detail-type` of the event; docs/schemas/hard-fault.v1.json is its shape. */
export const HARD_FAULT_EVENT = "Plumbline Hard Fault";

/** The event's detail. */
export interface HardFaultEvent {
  readonly version: 1;
  /** The same when it comes twice. */
  readonly key: string;
  readonly state: FaultStateName;
  readonly monitor: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly kind: FaultNews["kind"];
  /** Column in the window; `*` for the table as a whole. */
  readonly column: string;
  /** The first columns that are meant, where `column` is `*`. */
  readonly columns?: readonly string[];
  /** The window that it is of, and the revision that decided; null for an opening. */
  readonly window: string;
  readonly revision: number | null;
  /** The window that its episode was opened in. */
  readonly since: string;
  readonly rows: number;
  readonly share: number;
  readonly expected: number;
  readonly severity: Severity;
  /** Whether people are told (SNS); otherwise the incident has told them. */
  readonly notify: boolean;
  readonly incident: Joined;
  readonly reason: string;
  /** One line for people: what `notify` sends. */
  readonly message: string;
}

/** Where the fault is. */
export interface FaultPlace {
  readonly monitor: string;
  readonly endpoint: string;
  readonly variant: string;
  /** A shadow variant answers nobody: it never pages. */
  readonly shadow: boolean;
}

/** SNS takes 256 KB; a line for people is shorter. */
const MESSAGE_LENGTH = 1000;

/** Whether a fault wakes people, if no other member of its incident has. */
export const pages = ({ sighting }: FaultNews, { shadow }: Pick<FaultPlace, "shadow">): boolean =>
  sighting.severity === "page" && !shadow;

/** What is told of a fault, as a part of its incident. */
export function hardFaultEvent(news: FaultNews, place: FaultPlace, incident: Joined): HardFaultEvent {
  const { key, state, kind, column, window, revision, episode, sighting } = news;
  const { monitor, endpoint, variant } = place;
  const { rows, share, expected, columns } = sighting;
  const reason = reasonOf(news);
  return {
    version: 1,
    key,
    state,
    monitor,
    endpoint,
    variant,
    kind,
    column,
    ...(columns === undefined ? {} : { columns }),
    window,
    revision,
    since: episode,
    rows,
    share,
    expected,
    severity: severityOf(news, place, incident),
    notify: incident.first && TOLD_TO_PEOPLE[state],
    incident,
    reason,
    message: inertText(`${headOf(news, place)}: ${reason}${others(incident)}`, MESSAGE_LENGTH),
  };
}

/** That a window confirms what was paged is no news: its own verdict pages. That it was nothing, or is over, is. */
const TOLD_TO_PEOPLE: Readonly<Record<FaultStateName, boolean>> = {
  opened: true,
  undecided: false,
  confirmed: false,
  withdrawn: true,
  ended: true,
};

function severityOf(news: FaultNews, place: FaultPlace, { first }: Joined): Severity {
  if (news.state !== "opened") return "note";
  if (!pages(news, place)) return "ticket";
  return first ? "page" : "note";
}

function reasonOf({ state, sighting, window, revision, verdict }: FaultNews): string {
  const span = parseWindowId(window);
  const of = `the window ${formatSpan(span.start, span.end)} (${window}, revision ${revision}, ${verdict})`;
  switch (state) {
    case "opened":
      return sighting.description;
    case "confirmed":
      return `${of} has it too. ${sighting.description}`;
    case "undecided":
      return `${of} was not judged and decides nothing: it stays open. ${sighting.description}`;
    case "withdrawn":
      return `${of} has no such violation over all of its rows. What the files showed: ${sighting.description}`;
    case "ended":
      return `${of} is without it.`;
  }
}

function headOf({ state, column, kind, sighting }: FaultNews, { endpoint, variant }: FaultPlace): string {
  const what = column === SEVERAL ? "the table" : shownName(column);
  const severity = state === "opened" ? `[${sighting.severity}] ` : "";
  return `${severity}Hard fault ${state} (${kind}) in ${what} of ${endpoint}/${variant}`;
}

const others = ({ endpoints }: Joined) =>
  endpoints > 1 ? ` ${endpoints} endpoints are in this incident.` : "";
