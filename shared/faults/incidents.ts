/**
 * `faults/incidents/<kind>-<hash of the column>.json`: the same fault in columns of the same name, at the same time, is one incident, however many
 * endpoints have it. One object holds all of a name, so that two endpoints on both sides of a full hour cannot make two of it.
 */
import type { FaultKind } from "./fault-kinds.ts";

/** An episode of a fault as a part of an incident. */
export interface IncidentMember {
  readonly monitor: string;
  readonly endpoint: string;
  readonly variant: string;
  /** The window that its episode was opened in. */
  readonly window: string;
  /** When it began, ISO 8601: the earliest event time of the rows that showed it. */
  readonly time: string;
}

export interface Incident {
  readonly id: string;
  /** When it began at its first member. */
  readonly time: string;
  /** The member that was paged about; null while all of them are tickets. */
  readonly paged: Pick<IncidentMember, "endpoint" | "variant" | "window"> | null;
  readonly members: readonly IncidentMember[];
  /** Members beyond the ones that are kept. */
  readonly more: number;
}

export interface Incidents {
  readonly version: 1;
  readonly kind: FaultKind;
  readonly column: string;
  /** The newest ones, in the order in which they came to be. */
  readonly incidents: readonly Incident[];
}

/** What a member became part of. */
export interface Joined {
  readonly id: string;
  /** Whether people are told of this member; of all others the incident has told. */
  readonly first: boolean;
  readonly endpoints: number;
}

/** Faults that begin within an hour of each other have one cause. */
const TOGETHER_MS = 3_600_000;
const INCIDENTS_KEPT = 50;
const MEMBERS_KEPT = 500;

/**
 * The incidents with one more member, and what it became part of: the incident that has it already, otherwise one that began within an
 * hour of it, otherwise its own. `incidents` is undefined where nothing changes. `pages`: whether it would page alone.
 */
export function withMember(
  there: Incidents | undefined,
  fault: Pick<Incidents, "kind" | "column">,
  member: IncidentMember,
  pages: boolean,
): { readonly incidents: Incidents | undefined; readonly joined: Joined } {
  const known = there?.incidents ?? [];
  const time = Date.parse(member.time);
  const found =
    known.find(({ members }) => members.some((each) => isSame(each, member))) ??
    known.findLast((each) => Math.abs(Date.parse(each.time) - time) <= TOGETHER_MS);
  const incident = joined(found ?? begun(fault.kind, member), member, pages);
  const incidents =
    found === undefined ? [...known, incident] : known.map((each) => (each === found ? incident : each));
  const { kind, column } = fault;
  return {
    incidents:
      incident === found
        ? undefined
        : { version: 1, kind, column, incidents: incidents.slice(-INCIDENTS_KEPT) },
    joined: {
      id: incident.id,
      first: pages && incident.paged !== null && isSame(incident.paged, member),
      endpoints: new Set(incident.members.map(({ endpoint }) => endpoint)).size,
    },
  };
}

function begun(kind: FaultKind, { endpoint, variant, time }: IncidentMember): Incident {
  return { id: `${kind}/${time}/${endpoint}/${variant}`, time, paged: null, members: [], more: 0 };
}

function joined(incident: Incident, member: IncidentMember, pages: boolean): Incident {
  const { endpoint, variant, window } = member;
  const paged = incident.paged ?? (pages ? { endpoint, variant, window } : null);
  if (incident.members.some((each) => isSame(each, member)))
    return paged === incident.paged ? incident : { ...incident, paged };
  if (incident.members.length >= MEMBERS_KEPT) return { ...incident, paged, more: incident.more + 1 };
  return { ...incident, paged, members: [...incident.members, member] };
}

type Place = Pick<IncidentMember, "endpoint" | "variant" | "window">;

const isSame = (a: Place, b: Place) =>
  a.endpoint === b.endpoint && a.variant === b.variant && a.window === b.window;
