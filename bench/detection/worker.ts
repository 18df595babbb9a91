import { parentPort } from "node:worker_threads";
import { loudPairs, quietPairs } from "./correlation-trials.ts";
import { loudTrial } from "./loud-trials.ts";
import { quietMonth } from "./quiet-months.ts";
import { streamSaid } from "./side-by-side.ts";

/** A month of a stream in which nothing changes, of columns or of their pairs. */
export interface QuietQuestion {
  readonly kind: "quiet" | "quiet pairs";
  readonly stream: number;
  readonly month: number;
}

/** A change in a stream. */
export interface LoudQuestion {
  readonly kind: "loud" | "loud pairs";
  readonly course: number;
  readonly change: number;
  readonly trial: number;
}

/** A stream of rows, which all detectors are asked of. */
export interface RowsQuestion {
  readonly kind: "rows";
  readonly stream: number;
  readonly hours: number;
  readonly trials: number;
}

/** What a thread of the benchmark is asked. */
type Question = QuietQuestion | LoudQuestion | RowsQuestion;

parentPort!.on("message", async (question: Question) => parentPort!.postMessage(await answer(question)));

function answer(question: Question) {
  switch (question.kind) {
    case "quiet":
      return quietMonth(question.stream, question.month);
    case "quiet pairs":
      return quietPairs(question.stream, question.month);
    case "loud":
      return loudTrial(question.course, question.change, question.trial);
    case "loud pairs":
      return loudPairs(question.course, question.change, question.trial);
    case "rows":
      return streamSaid(question);
  }
}
