import { type Answer, table } from "../measure.ts";
import { inWorkers } from "./in-workers.ts";
import { type QuietMonth, upperBound } from "./quiet-months.ts";
import { QUIET_STREAMS } from "./quiet-streams.ts";
import type { Question } from "./worker.ts";

const COLUMNS = 30;

/** False alarms of so many endpoint-months of each stream. */
export async function falseAlarms(months: number): Promise<Answer> {
  const questions = QUIET_STREAMS.flatMap((_, stream) =>
    Array.from(
      { length: months },
      (_unused, month): Question => ({ kind: "quiet", stream, month, columns: COLUMNS }),
    ),
  );
  const answers = await inWorkers<Question, QuietMonth>(
    new URL("worker.ts", import.meta.url),
    questions,
    (done) => {
      if (done % 100 === 0) process.stderr.write(`${done} of ${questions.length} endpoint-months\n`);
    },
  );
  const rows = QUIET_STREAMS.map(({ name }, stream) => {
    const own = answers.slice(stream * months, (stream + 1) * months);
    const [alarms, surprises] = [
      own.reduce((sum, month) => sum + month.alarms, 0),
      own.reduce((sum, month) => sum + month.surprises, 0),
    ];
    return [
      name,
      (alarms / months).toFixed(2),
      upperBound(alarms, months).toFixed(2),
      (surprises / months).toFixed(2),
      upperBound(surprises, months).toFixed(2),
    ];
  });
  return {
    question: "How often does it alarm while nothing changes?",
    text: [
      `${months} endpoint-months of each stream, ${COLUMNS} columns (a fifth of them categories), 730 hours and all longer spans that end in them, each with an endpoint, a baseline of eight weeks and a seed of its own; a budget of one false alarm a month. What a profile would say of a window is drawn from its exact law. A span counts once, whatever fires in it. An alarm is beyond chance and a share has moved by more than 0.1; what is beyond chance and smaller is reported. Upper bounds are those of a Poisson count, 95 %.`,
      "",
      table(["stream", "alarms a month", "at most", "alarmed or reported", "at most"], rows),
    ].join("\n"),
  };
}
