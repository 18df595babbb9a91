import { type Answer, table } from "../measure.ts";
import { inWorkers } from "./in-workers.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import { CHANGES, COURSES, type LoudTrial } from "./loud-trials.ts";
import type { LoudQuestion } from "./worker.ts";

/** Changes that were found in so many trials each. */
export async function foundChanges(trials: number, kept?: KeptAnswers): Promise<Answer> {
  const questions = COURSES.flatMap((_, course) =>
    CHANGES.flatMap((_change, change) =>
      Array.from(
        { length: trials },
        (_unused, trial): LoudQuestion => ({ kind: "loud", course, change, trial }),
      ),
    ),
  );
  const answers = await inWorkers<LoudQuestion, LoudTrial>(new URL("worker.ts", import.meta.url), questions, {
    kept,
    told: (done) => {
      if (done % 1000 === 0) process.stderr.write(`${done} of ${questions.length} trials\n`);
    },
  });
  const text = COURSES.flatMap(({ name }, course) => {
    const rows = CHANGES.map((change, at) => {
      const from = (course * CHANGES.length + at) * trials;
      return rowOf(change.name, answers.slice(from, from + trials));
    });
    return [`### ${name[0]!.toUpperCase()}${name.slice(1)}`, "", table(HEADER, rows), ""];
  });
  return {
    question: "How soon does it find what has changed?",
    text: [
      `${trials} trials of each row: one of 30 columns (unless it says otherwise) changes at an hour of its own after a baseline of eight weeks; the budget is one false alarm a month, and a week is watched. Found means alarmed or reported. The culprit is right where the changed column is the most surprising of all at the hour in which it is found first.`,
      "",
      ...text,
    ].join("\n"),
  };
}

const HEADER = [
  "change",
  "within 2 hours",
  "within 24",
  "within 168",
  "median hours",
  "right culprit",
  "large enough to alarm",
];

function rowOf(name: string, trials: readonly LoudTrial[]): string[] {
  const within = (hours: number) =>
    percent(trials.filter(({ windows }) => windows !== null && windows <= hours).length / trials.length);
  const found = trials.filter(({ windows }) => windows !== null);
  const hours = found.map(({ windows }) => windows!).sort((a, b) => a - b);
  const median =
    found.length * 2 < trials.length ? "–" : String(hours[Math.floor(trials.length / 2)] ?? hours.at(-1));
  const share = (of: (trial: LoudTrial) => boolean) =>
    found.length === 0 ? "–" : percent(found.filter(of).length / found.length);
  return [
    name,
    within(2),
    within(24),
    within(168),
    median,
    share(({ rightCulprit }) => rightCulprit),
    share(({ alarmed }) => alarmed),
  ];
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
