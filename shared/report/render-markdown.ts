import { causesOf, type ToldCause } from "./causes-of.ts";
import { formatCount, formatDistance, formatNoun, formatShare } from "./format-number.ts";
import { formatSpan } from "./format-time.ts";
import { inertText, shownName } from "./inert-text.ts";
import { recordsCommand } from "./records-command.ts";
import type { Verdict, Violation } from "./verdict.ts";

const CAUSES_SHOWN = 10;
const FOLLOWERS_SHOWN = 5;

/**
 * The verdict of a window as short Markdown, for a message or a pull request. Names and descriptions are an
 * attacker's input: names stand in code spans, sentences are escaped, nobody is mentioned and nothing links.
 */
export function renderMarkdown(verdict: Verdict): string {
  const { violations } = verdict;
  const causes = causesOf(verdict);
  const reported = verdict.reported.filter(({ distance }) => distance !== null);
  return [
    `**${verdict.verdict}${verdict.severity === "none" ? "" : ` (${verdict.severity})`}** · ${code(`${verdict.endpoint}/${verdict.variant}`)} · ${span(verdict)}`,
    markdownText(verdict.reason),
    facts(verdict),
    causes.slice(0, CAUSES_SHOWN).map(bullet).join("\n"),
    more(causes.length),
    reported.length > 0 &&
      `Beyond the learnt limit but small: ${reported
        .slice(0, CAUSES_SHOWN)
        .map((item) => code(shownName(item.column)))
        .join(", ")}.`,
    violations[0] !== undefined &&
      `Rows behind the first: ${code(recordsCommand(verdict.window.id, violations[0]))}`,
  ]
    .filter((part) => part !== false && part !== "")
    .join("\n\n")
    .concat("\n");
}

/** A text as a Markdown code span; the fence is longer than any run of backticks inside (CommonMark 0.31 §6.1). */
export function code(text: string): string {
  const inert = inertText(text);
  const longest = Math.max(0, ...(inert.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${inert} ${fence}` : `${fence}${inert}${fence}`;
}

/** A sentence as Markdown text: no emphasis, link, image, HTML, mention or bare address survives. */
export function markdownText(text: string): string {
  return inertText(text, 1000)
    .trim()
    .replace(/[\\`*_{}[\]()#+!|~]/g, "\\$&")
    .replace(/^(\d+)\./, "$1\\.") // a list, a rule or a heading starts at the start only
    .replace(/^[-=]/, "\\$&")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/@/g, "@\u200b") // a mention or an address needs a letter right after the sign
    .replace(/:(?=\/\/)/g, "\\:")
    .replace(/(www)\./gi, "$1\\.");
}

function span({ window }: Verdict): string {
  return `${formatSpan(Date.parse(window.start), Date.parse(window.end))} (${code(window.id)})`;
}

function facts(verdict: Verdict): string {
  return [
    `Violation rate ${formatShare(verdict.violationRate)} of ${formatNoun(verdict.columnsEvaluated, "column")} (threshold ${formatShare(verdict.violationRateThreshold)})`,
    `${formatNoun(verdict.rows, "row")} in ${formatNoun(verdict.records, "record")}`,
    verdict.malformed.count > 0 && `${formatCount(verdict.malformed.count)} malformed`,
    verdict.coverage !== null && `coverage ${formatShare(verdict.coverage)}`,
    ...verdict.flags,
    verdict.decision.action === "ask-to-retrain" && "asks to retrain",
  ]
    .filter((fact) => fact !== false)
    .join(" · ");
}

/** The leader's violations, each a line; what changed with it stands behind the first. */
function bullet({ violations, followers, why }: ToldCause): string {
  const names = followers.slice(0, FOLLOWERS_SHOWN).map((name) => code(shownName(name)));
  const left = followers.length - names.length;
  const withIt =
    names.length === 0
      ? ""
      : ` With it ${names.join(", ")}${left > 0 ? ` and ${left} more` : ""}: ${markdownText(why ?? "")}.`;
  return violations.map((violation, at) => line(violation) + (at === 0 ? withIt : "")).join("\n");
}

function line(violation: Violation): string {
  const measured =
    violation.distance === null
      ? ""
      : ` ${formatDistance(violation.distance)} against ${formatDistance(violation.threshold)}:`;
  return `- ${code(shownName(violation.column))} ${code(violation.check)} (${violation.severity})${measured || ":"} ${markdownText(violation.description)}`;
}

function more(count: number): string | false {
  return count > CAUSES_SHOWN && `… and ${formatNoun(count - CAUSES_SHOWN, "more cause")}.`;
}
