/**
 * `npm run bench:detection`: how often does it alarm when nothing changed, and how soon when something did? Writes its sections of
 * bench/results.md. `-- --months 20 --trials 40` is a quick look; without it takes an
 * hour, and `--keep answers.jsonl` lets it go on where it was stopped.
 */
import { parseArgs } from "node:util";
import { askQuestions } from "../ask-questions.ts";
import { changedCorrelations } from "./changed-correlations.ts";
import { falseAlarms } from "./false-alarms.ts";
import { foundChanges } from "./found-changes.ts";
import { KeptAnswers } from "./kept-answers.ts";
import { sequentialRules } from "./sequential-rules.ts";
import { sideBySide, sideBySideAnswer } from "./side-by-side.ts";
import { writeFigure } from "./side-by-side-figure.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    months: { type: "string", default: "200" },
    trials: { type: "string", default: "200" },
    keep: { type: "string" },
  },
});
const counted = (name: "months" | "trials") => {
  const count = Number(values[name]);
  if (!Number.isInteger(count) || count < 1)
    throw new Error(`Got --${name} ${values[name]}; expected a whole number of at least 1.`);
  return count;
};
const kept = values.keep === undefined ? undefined : new KeptAnswers(values.keep);
const questions = {
  "false-alarms": () => falseAlarms(counted("months"), kept),
  "found-changes": () => foundChanges(counted("trials"), kept),
  "changed-correlations": () =>
    changedCorrelations(Math.ceil(counted("months") / 5), counted("trials"), kept),
  "side-by-side": async () => {
    const said = await sideBySide(10 * counted("months"), counted("trials"), kept);
    writeFigure(said);
    return sideBySideAnswer(said, counted("trials"));
  },
  "sequential-rules": () => sequentialRules(Math.ceil(counted("months") / 5)),
};
await askQuestions(questions, positionals);
