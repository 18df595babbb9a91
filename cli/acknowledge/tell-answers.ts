import type { Acknowledgement } from "../../shared/acknowledgements/acknowledgement.ts";
import type { Cause } from "../../shared/acknowledgements/cause.ts";
import { timeInWords } from "../../shared/acknowledgements/muted-in-words.ts";
import { tallyInWords } from "../../shared/acknowledgements/tally-in-words.ts";
import { formatDistance, formatNoun } from "../../shared/report/format-number.ts";
import { inertText, shownName } from "../../shared/report/inert-text.ts";
import { nameList } from "../../shared/report/name-list.ts";
import { renderTable } from "../../shared/report/render-table.ts";
import { scaleInWords } from "../../shared/window/scale.ts";
import { parseWindowId } from "../../shared/window/window.ts";
import type { VariantAnswers } from "./list-answers.ts";

/** What was kept, and until when it mutes what. */
export function tellAnswer(
  said: Acknowledgement,
  { store, now }: { readonly store: string; readonly now: number },
): string {
  const { window, endpoint, variant, as } = said;
  return [
    `${window} of ${endpoint}/${variant}, acknowledged as ${as}:`,
    ...said.causes.map((cause) => `  ${causeInWords(cause)}`),
    muteInWords(said, now),
    ...(as === "drift" ? ["Retraining goes on counting it."] : []),
    `Take it back: plumbline acknowledge ${endpoint}/${variant}/${window} --undo --store ${store}`,
    "",
  ].join("\n");
}

function muteInWords({ until, window }: Acknowledgement, now: number): string {
  const end = Date.parse(until);
  if (end <= parseWindowId(window).end) return "Nothing is muted.";
  const over = end <= now ? ` That is over: --for counts from the window's end.` : "";
  return `Muted until ${timeInWords(end)}; what is clearly worse, or of another kind, alarms again.${over}`;
}

function causeInWords({ column, check, distance, scale }: Cause): string {
  const measured = distance === null ? "" : ` ${formatDistance(distance)}`;
  const over = scale === undefined ? "" : `, over ${scaleInWords(scale)}`;
  return `${shownName(column)}  ${inertText(check)}${measured}${over}`;
}

/** What was taken back. */
export function tellWithdrawn(withdrawn: readonly Acknowledgement[]): string {
  const lines = withdrawn.flatMap(({ window, endpoint, variant, causes }) => [
    `${window} of ${endpoint}/${variant}, taken back:`,
    ...causes.map((cause) => `  ${causeInWords(cause)}`),
  ]);
  return `${lines.join("\n")}\nWindows that are planned from now on alarm for it again.\n`;
}

/** What holds, variant by variant, each with its alarms against the promise. */
export function tellAnswers(answers: readonly VariantAnswers[], store: string): string {
  if (answers.length === 0) return `Nothing is acknowledged in ${store}.\n`;
  return answers.map((each) => tellVariant(each, store)).join("\n");
}

function tellVariant(
  { monitor, endpoint, variant, acknowledgements, alarms }: VariantAnswers,
  store: string,
) {
  const columns = [
    { title: "Window" },
    { title: "Answer" },
    { title: "Muted until" },
    { title: "Columns" },
    { title: "By" },
    { title: "Note" },
  ];
  const rows = acknowledgements.map(({ window, as, until, causes, by, note }) => [
    window,
    as,
    Date.parse(until) <= parseWindowId(window).end ? "–" : timeInWords(Date.parse(until)),
    nameList([...new Set(causes.map(({ column }) => shownName(column)))]),
    by === null ? "" : inertText(by),
    note === null ? "" : inertText(note, 200),
  ]);
  const learnt = acknowledgements.filter(({ as }) => as === "expected");
  return [
    `${endpoint}/${variant}`,
    "",
    renderTable(columns, rows),
    "",
    tallyInWords(alarms),
    ...(alarms.isBroken
      ? [
          `The baseline does not know ${formatNoun(new Set(learnt.map(({ window }) => window)).size, "window")} that you expect. Learn it anew with them:`,
          `  plumbline suggest-baseline CAPTURES --from captures --monitor monitors/${monitor}.yml --store ${store} --out baseline`,
        ]
      : []),
    "",
  ].join("\n");
}
