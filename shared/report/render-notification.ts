import { causesOf, type ToldCause } from "./causes-of.ts";
import { formatCount, formatDistance, formatNoun, formatShare } from "./format-number.ts";
import { formatSpan } from "./format-time.ts";
import { inertText, shownName } from "./inert-text.ts";
import { nameList } from "./name-list.ts";
import { recordsCommand } from "./records-command.ts";
import type { Verdict, Violation } from "./verdict.ts";

/** SNS `Publish`: a subject is ASCII, has at most 100 characters and no line break. */
const SUBJECT_LENGTH = 100;
const CAUSES_SHOWN = 20;
const OF_A_COLUMN_SHOWN = 3;

export interface Notification {
  /** 1 to 100 printable ASCII characters. */
  readonly subject: string;
  /** Plain text, lines ended by \n. */
  readonly body: string;
}

/** The verdict of a window as a message for people: SNS, mail, a pager. Nothing in it is markup. */
export function renderNotification(verdict: Verdict): Notification {
  return { subject: subject(verdict), body: body(verdict) };
}

function subject(verdict: Verdict): string {
  const causes = causesOf(verdict);
  const columns = causes.reduce((sum, cause) => sum + cause.columns.length, 0);
  const one = causes.length === 1 ? ", one cause" : `, ${causes.length} causes`;
  const what =
    columns === 0
      ? verdict.verdict
      : `${verdict.verdict} in ${columns} of ${formatNoun(verdict.columnsEvaluated, "column")}${causes.length < columns ? one : ""}`;
  const severity = verdict.severity === "none" ? "" : `[${verdict.severity}] `;
  const text = `${severity}${what}: ${verdict.endpoint}/${verdict.variant} ${verdict.window.id}`.replace(
    /[^\x20-\x7e]/g,
    "?",
  );
  return text.length <= SUBJECT_LENGTH ? text : `${text.slice(0, SUBJECT_LENGTH - 3)}...`;
}

function body(verdict: Verdict): string {
  const span = formatSpan(Date.parse(verdict.window.start), Date.parse(verdict.window.end));
  const causes = causesOf(verdict);
  const told = causes.slice(0, CAUSES_SHOWN).flatMap((cause) => causeLines(verdict, cause));
  const left = causes.length - CAUSES_SHOWN;
  const text = [
    inertText(verdict.reason, 1000),
    "",
    `Endpoint        ${inertText(`${verdict.endpoint} / ${verdict.variant}`)}`,
    `Window          ${span} (${verdict.window.id})`,
    `Violation rate  ${formatShare(verdict.violationRate)} of ${formatNoun(verdict.columnsEvaluated, "column")}, threshold ${formatShare(verdict.violationRateThreshold)}`,
    `Rows            ${formatCount(verdict.rows)} in ${formatNoun(verdict.records, "record")}, ${formatCount(verdict.malformed.count)} malformed`,
    `Decision        ${decision(verdict)}`,
    ...(told.length > 0 ? ["", ...told] : []),
    ...(left > 0 ? [`… and ${formatNoun(left, "more cause")}: see the report.`] : []),
  ];
  return `${text.join("\n")}\n`;
}

function decision({ decision }: Verdict): string {
  const action = decision.action === "none" ? "no retraining asked for" : "asks to retrain";
  return [action, ...decision.reasons.map((reason) => inertText(reason, 300))].join("; ");
}

/** The leader's violations, and in a line what changed with it. */
function causeLines(verdict: Verdict, { violations, followers, why }: ToldCause): string[] {
  return [
    ...violations.slice(0, OF_A_COLUMN_SHOWN).flatMap((violation) => lines(verdict, violation)),
    ...(followers.length === 0
      ? []
      : [
          `        with it ${formatNoun(followers.length, "column")}: ${inertText(nameList(followers), 400)} (${inertText(why ?? "", 300)})`,
        ]),
  ];
}

function lines(verdict: Verdict, violation: Violation): string[] {
  const measured =
    violation.distance === null
      ? ""
      : ` ${formatDistance(violation.distance)}, limit ${formatDistance(violation.threshold)} (${inertText(violation.thresholdFrom)})`;
  return [
    `${violation.severity.padEnd(6)}  ${shownName(violation.column)}  ${inertText(violation.check)}${measured}`,
    `        ${inertText(violation.description, 500)}`,
    ...(violation.evidence.length > 0 ? [`        ${recordsCommand(verdict.window.id, violation)}`] : []),
  ];
}
