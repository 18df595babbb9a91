import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { Severity, VerdictName } from "../report/verdict.ts";
import { expectedRecords, likelyCause } from "./capture-coverage.ts";
import type { WindowToJudge } from "./judge-window.ts";
import { learning } from "./model-verdicts.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import type { WindowSensitivity } from "./window-sensitivity.ts";

/** Where a fifth cannot be read, what can be is no sample of the traffic. */
const MOST_UNREADABLE = 0.2;

/** Verdict, reason and, where it is not the verdict's own, severity. */
export type Unjudged = readonly [VerdictName, string, Severity?];

/** Why a window cannot be compared; undefined when it can. */
export function reasonNotToJudge(given: WindowToJudge): Unjudged | undefined {
  const { definition, profile, baseline, lost = 0 } = given;
  if (lost > 0) return ["TooLate", tooLate(lost)];
  if (profile.records === 0) return silence(given);
  if (unreadableShare(profile) > MOST_UNREADABLE) return ["CaptureBroken", unreadable(profile)];
  if (baseline !== undefined && profile.rows < definition.minRows)
    return [
      "InsufficientData",
      `${profile.rows} rows came${dropped(profile)}; the monitor judges windows of at least ${definition.minRows}.`,
    ];
  return undefined;
}

function tooLate(lost: number): string {
  const files =
    lost === 1
      ? "1 capture file that an earlier revision was made of is"
      : `${lost} capture files that an earlier revision was made of are`;
  return `${files} no longer there, nor what was kept of it: this revision would be a part of the window. The earlier one stays the one to read.`;
}

/** Why a window in which nothing was found is not healthy; undefined where it is. Rows alone help only where a number of them would do. */
export function tooFewRows(
  { profile, definition, falseAlarmsPerMonth }: WindowToJudge,
  { rowsNeeded }: WindowSensitivity,
): Unjudged | undefined {
  if (!isTooFew(profile.rows, { rowsNeeded })) return undefined;
  const budget = Number((falseAlarmsPerMonth ?? definition.falseAlarms.perMonth ?? 1).toPrecision(2));
  return [
    "InsufficientData",
    `${profile.rows} rows came${dropped(profile)}; with a budget of ${budget} false alarm${budget === 1 ? "" : "s"} a month not even a change of half of the rows would stand out from chance. It takes ${rowsNeeded} rows.`,
  ];
}

/** Whether more rows would do, and how many are known. */
export const isTooFew = (rows: number, { rowsNeeded }: Pick<WindowSensitivity, "rowsNeeded">) =>
  rowsNeeded > rows && rowsNeeded < Number.POSITIVE_INFINITY;

/** A mapping that drops more than it means to looks like silence. */
function dropped({ notes, records }: DatasetProfile): string {
  const count = notes.get("recordsDroppedByMapping");
  return count === undefined ? "" : ` (the mapping dropped ${count} of ${records} records)`;
}

function silence(given: WindowToJudge): Unjudged {
  const { profile, definition, invocations, errors } = given;
  const unread = profile.malformed.count;
  if (unread > 0) return ["CaptureBroken", unreadable(profile)];
  const promised = expectedRecords(given);
  if (promised === undefined)
    return ["NoTraffic", "No captured record came; nobody counted the endpoint's invocations."];
  // Chance, errors and the window's edges explain a silence where they explain that nothing came at all.
  if (promised.expected < definition.minRows || promised.least === 0)
    return [
      "NoTraffic",
      `No captured record came; the endpoint had ${invocations} invocations${errors ? `, ${errors} of them ended in an error` : ""}.`,
    ];
  return [
    "CaptureBroken",
    `The endpoint had ${invocations} invocations, so ${Math.round(promised.expected)} captured records were expected, and none came. ${likelyCause(given)}`,
  ];
}

/** A version without a baseline is learnt of; a monitor without any has been forgotten. */
export function withoutBaseline({ definition, window, models, otherVersions = [] }: WindowToJudge): Unjudged {
  const judged = learning({ definition, window, models, otherVersions });
  return judged === undefined ? ["BaselineMissing", noBaseline(definition)] : ["Learning", ...judged];
}

/** What could not be read ÷ all that came, 0 to 1. */
export const unreadableShare = ({ records, malformed }: DatasetProfile) =>
  malformed.count === 0 ? 0 : malformed.count / (records + malformed.count);

function unreadable(profile: DatasetProfile): string {
  const unread = profile.malformed.count;
  const all = profile.records + unread;
  const share = profile.records === 0 ? "none of them could be read" : `${unread} of them could not be read`;
  return `${all} captured lines came and ${share}: ${mostFrequentFault(profile)}.`;
}

function mostFrequentFault({ malformed }: DatasetProfile): string {
  const faults = [...malformed.byReason].sort(([, a], [, b]) => b.count - a.count);
  return faults[0]?.[0] ?? "no reason given";
}

const noBaseline = ({ monitor }: MonitorDefinition) =>
  `Monitor ${monitor} has no baseline. Suggest one with: plumbline suggest-baseline DATASET --out FOLDER; then put it there: plumbline push --baseline FOLDER`;
