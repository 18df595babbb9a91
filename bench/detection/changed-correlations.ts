import { type Answer, table } from "../measure.ts";
import {
  CORRELATED_STREAMS,
  CORRELATION_CHANGES,
  type LoudPairs,
  type QuietPairs,
} from "./correlation-trials.ts";
import { inWorkers } from "./in-workers.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import { upperBound } from "./quiet-months.ts";
import { reconstructedCorrelations } from "./reconstructed-correlations.ts";
import type { LoudQuestion, QuietQuestion } from "./worker.ts";

const WORKER = new URL("worker.ts", import.meta.url);

/** Columns that stay as they are while their correlations change: so many endpoint-months without a change, and trials with one. */
export async function changedCorrelations(
  months: number,
  trials: number,
  kept?: KeptAnswers,
): Promise<Answer> {
  const quiet = await quietRows(months, kept);
  const loud = await loudRows(trials, kept);
  return {
    question: "Does it tell when only correlations change?",
    text: [
      `Rows of standard normal columns, all of them drawn; a third is correlated by 0.81, a third by 0.2, the others by nothing. Each column stays as it is, so that whatever looks at columns one by one has nothing to find. Baselines of eight weeks, all longer spans, the twentieth part of a budget of one false alarm a month that pairs of columns have. Upper bounds are those of a Poisson count, 95 %.`,
      "",
      table(
        ["nothing changes", "endpoint-months", "alarms a month", "at most", "alarmed or reported", "at most"],
        quiet,
      ),
      "",
      `${trials} trials of each; right is the culprit where the first finding is of the changed column, or of one of the changed two.`,
      "",
      table(["stream", "change", "within 2 hours", "within 24", "right culprit"], loud),
      "",
      await reconstructedCorrelations(trials),
    ].join("\n"),
  };
}

async function quietRows(months: number, kept?: KeptAnswers): Promise<string[][]> {
  const questions = CORRELATED_STREAMS.flatMap((_, stream) =>
    Array.from(
      { length: months },
      (_unused, month): QuietQuestion => ({ kind: "quiet pairs", stream, month }),
    ),
  );
  const answers = await inWorkers<QuietQuestion, QuietPairs>(WORKER, questions, { kept });
  return CORRELATED_STREAMS.map(({ name }, at) => {
    const own = answers.slice(at * months, (at + 1) * months);
    const counts = [
      own.reduce((sum, { alarms }) => sum + alarms, 0),
      own.reduce((sum, { surprises }) => sum + surprises, 0),
    ];
    const rates = counts.flatMap((count) => [count / months, upperBound(count, months)]);
    return [name, String(months), ...rates.map((rate) => rate.toFixed(2))];
  });
}

async function loudRows(trials: number, kept?: KeptAnswers): Promise<string[][]> {
  const rows = CORRELATED_STREAMS.flatMap((_, course) =>
    CORRELATION_CHANGES.map((_change, change) => ({ course, change })),
  );
  const questions = rows.flatMap((row) =>
    Array.from({ length: trials }, (_, trial): LoudQuestion => ({ kind: "loud pairs", ...row, trial })),
  );
  const answers = await inWorkers<LoudQuestion, LoudPairs>(WORKER, questions, { kept });
  return rows.map(({ course, change }, at) => {
    const own = answers.slice(at * trials, (at + 1) * trials);
    const within = (hours: number) =>
      own.filter(({ windows }) => windows !== null && windows <= hours).length / trials;
    const found = own.filter(({ windows }) => windows !== null);
    const right = found.filter(({ rightCulprit }) => rightCulprit).length / found.length;
    return [
      CORRELATED_STREAMS[course]!.name,
      CORRELATION_CHANGES[change]!.name,
      percent(within(2)),
      percent(within(24)),
      found.length === 0 ? "–" : percent(right),
    ];
  });
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
