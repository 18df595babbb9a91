import { type Answer, table } from "../measure.ts";
import { inWorkers } from "./in-workers.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import { COLUMNS, type QuietMonth, upperBound } from "./quiet-months.ts";
import { QUIET_STREAMS, type QuietStream } from "./quiet-streams.ts";
import type { QuietQuestion } from "./worker.ts";

/** False alarms of so many endpoint-months of each stream. */
export async function falseAlarms(asked: number, kept?: KeptAnswers): Promise<Answer> {
  const monthsOf = ({ oneIn = 1 }: QuietStream) => Math.ceil(asked / oneIn);
  // Month by month: a run that is stopped has about as much of each.
  const questions = Array.from({ length: asked }, (_unused, month) =>
    QUIET_STREAMS.flatMap((law, stream): QuietQuestion[] =>
      month < monthsOf(law) ? [{ kind: "quiet", stream, month }] : [],
    ),
  ).flat();
  const answers = await inWorkers<QuietQuestion, QuietMonth>(
    new URL("worker.ts", import.meta.url),
    questions,
    {
      kept,
      told: (done) => {
        if (done % 100 === 0) process.stderr.write(`${done} of ${questions.length} endpoint-months\n`);
      },
    },
  );
  const rows = QUIET_STREAMS.map((law, at) => {
    const months = monthsOf(law);
    const own = answers.filter((_answer, question) => questions[question]!.stream === at);
    const [alarms, surprises] = [
      own.reduce((sum, month) => sum + month.alarms, 0),
      own.reduce((sum, month) => sum + month.surprises, 0),
    ];
    return [
      law.name,
      String(months),
      (alarms / months).toFixed(2),
      upperBound(alarms, months).toFixed(2),
      (surprises / months).toFixed(2),
      upperBound(surprises, months).toFixed(2),
    ];
  });
  return {
    question: "How often does it alarm while nothing changes?",
    text: [
      `Endpoint-months of streams of ${COLUMNS} columns unless they say otherwise (a fifth of them categories), 730 hours and all longer spans that end in them, each with an endpoint, a baseline of eight weeks and a seed of its own; a budget of one false alarm a month. What a profile would say of a window is drawn from its exact law. A span counts once, whatever fires in it. An alarm is beyond chance and a share has moved by more than 0.1; what is beyond chance and smaller is reported. Upper bounds are those of a Poisson count, 95 %.`,
      "",
      table(
        ["stream", "endpoint-months", "alarms a month", "at most", "alarmed or reported", "at most"],
        rows,
      ),
    ].join("\n"),
  };
}
