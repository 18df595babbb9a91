import { formatCount, formatDistance, formatNoun, formatShare } from "./format-number.ts";
import { formatSpan } from "./format-time.ts";
import { inertText, shownName } from "./inert-text.ts";
import { recordsCommand } from "./records-command.ts";
import type { Verdict, Violation } from "./verdict.ts";

/** SNS `Publish`: a subject is ASCII, has at most 100 characters and no line break. */
const SUBJECT_LENGTH = 100;
const VIOLATIONS_SHOWN = 20;

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
  const columns = new Set(verdict.violations.map((violation) => violation.column)).size;
  const what =
    columns === 0
      ? verdict.verdict
      : `${verdict.verdict} in ${columns} of ${formatNoun(verdict.columnsEvaluated, "column")}`;
  const severity = verdict.severity === "none" ? "" : `[${verdict.severity}] `;
  const text = `${severity}${what}: ${verdict.endpoint}/${verdict.variant} ${verdict.window.id}`.replace(
    /[^\x20-\x7e]/g,
    "?",
  );
  return text.length <= SUBJECT_LENGTH ? text : `${text.slice(0, SUBJECT_LENGTH - 3)}...`;
}

function body(verdict: Verdict): string {
  const span = formatSpan(Date.parse(verdict.window.start), Date.parse(verdict.window.end));
  const violations = verdict.violations
    .slice(0, VIOLATIONS_SHOWN)
    .flatMap((violation) => lines(verdict, violation));
  const left = verdict.violations.length - VIOLATIONS_SHOWN;
  const text = [
    inertText(verdict.reason, 1000),
    "",
    `Endpoint        ${inertText(`${verdict.endpoint} / ${verdict.variant}`)}`,
    `Window          ${span} (${verdict.window.id})`,
    `Violation rate  ${formatShare(verdict.violationRate)} of ${formatNoun(verdict.columnsEvaluated, "column")}, threshold ${formatShare(verdict.violationRateThreshold)}`,
    `Rows            ${formatCount(verdict.rows)} in ${formatNoun(verdict.records, "record")}, ${formatCount(verdict.malformed.count)} malformed`,
    `Decision        ${decision(verdict)}`,
    ...(violations.length > 0 ? ["", ...violations] : []),
    ...(left > 0 ? [`… and ${formatNoun(left, "more violation")}: see the report.`] : []),
  ];
  return `${text.join("\n")}\n`;
}

function decision({ decision }: Verdict): string {
  const action = decision.action === "none" ? "no retraining asked for" : "asks to retrain";
  return [action, ...decision.reasons.map((reason) => inertText(reason, 300))].join("; ");
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
