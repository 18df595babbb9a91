import type { EvidencePointer } from "../../capture/evidence.ts";
import { causesOf, type ToldCause } from "../causes-of.ts";
import { ratioOf } from "../column-report.ts";
import { formatDistance, formatNoun, formatRatio } from "../format-number.ts";
import type { Markup } from "../html.ts";
import { html, NOTHING } from "../html.ts";
import { inertText, shownName } from "../inert-text.ts";
import { nameList } from "../name-list.ts";
import { recordsCommand } from "../records-command.ts";
import type { Verdict, Violation } from "../verdict.ts";

const KEY_LENGTH = 400; // a capture key has at most 1,024 characters; SageMaker's own have about 120
const NAMES_LENGTH = 400; // five names of a sentence
const MOST_ROWS = 100; // 500 columns may violate at once; beyond this the list is in constraint_violations.json

/**
 * Violations with what was measured, the limit that decided and the rows to look at, in the order of rank; the first of a cause says what
 * goes with it.
 */
export function violationsTable(verdict: Verdict): Markup {
  const { violations } = verdict;
  const windowId = verdict.window.id;
  const ordered = violations.slice(0, MOST_ROWS);
  const left = violations.length - ordered.length;
  const causes = new Map<string, ToldCause>();
  for (const cause of causesOf(verdict)) for (const column of cause.columns) causes.set(column, cause);
  return html`<div class="panel"><table class="stack"><thead><tr><th>Column</th><th>Severity</th><th class="r">Measured</th><th>What happened</th></tr></thead><tbody>${ordered.map((violation, at) => row(violation, { rank: at + 1, cause: causes.get(violation.column), windowId }))}</tbody></table></div>${left > 0 && html`<p class="intro">${formatNoun(left, "further violation")}: constraint_violations.json has all of them.</p>`}`;
}

interface RowFacts {
  /** From 1 on. */
  readonly rank: number;
  readonly cause: ToldCause | undefined;
  readonly windowId: string;
}

function row(violation: Violation, { rank, cause, windowId }: RowFacts): Markup {
  return html`<tr><td><b>${shownName(violation.column)}</b><div class="s">${rank}. ${shownName(violation.check)}</div></td><td><span class="sv v-${violation.severity}">${violation.severity}</span><div class="s">${violation.kind}</div></td><td class="r" data-l="measured">${measured(violation)}</td><td class="d">${violation.description}${cause !== undefined && together(violation, cause)}<div class="s">${limitFrom(violation)}</div>${rows(violation, windowId)}</td></tr>
`;
}

/** At the leader's first violation the columns that go with it and why, at theirs the leader. */
function together(violation: Violation, { leader, violations, followers, why }: ToldCause): Markup {
  if (violation.column !== leader)
    return html`<div class="s">With <b>${shownName(leader)}</b>: one cause.</div>`;
  if (followers.length === 0 || violation !== violations[0]) return NOTHING;
  return html`<div class="s">One cause with <b>${inertText(nameList(followers), NAMES_LENGTH)}</b>: ${why ?? ""}.</div>`;
}

/** A multiple of the limit says something of a distance alone: a completeness of 0.98 against 0.99 is not "1.0 ×". */
function measured({ distance, threshold, kind }: Violation): Markup {
  if (distance === null) return html`–`;
  const ratio = kind === "drift" && ` · ${formatRatio(ratioOf(distance, threshold))}`;
  return html`<b>${formatDistance(distance)}</b><div class="s">limit ${formatDistance(threshold)}${ratio}</div>`;
}

function limitFrom({ thresholdFrom, n, m }: Violation): string {
  return `Limit from: ${thresholdFrom}. ${formatNoun(n, "row")} against ${formatNoun(m, "baseline row")}.`;
}

function rows(violation: Violation, windowId: string): Markup {
  if (violation.evidence.length === 0) return NOTHING;
  return html`<details><summary>${formatNoun(violation.evidence.length, "row")} to look at, or <code>${recordsCommand(windowId, violation)}</code></summary><ul>${violation.evidence.map(pointer)}</ul></details>`;
}

const pointer = ({ key, line }: EvidencePointer) =>
  html`<li><code>${inertText(key, KEY_LENGTH)}:${line}</code></li>`;
