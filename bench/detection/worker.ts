import { parentPort } from "node:worker_threads";
import { loudPairs, quietPairs } from "./correlation-trials.ts";
import { loudTrial } from "./loud-trials.ts";
import { quietMonth } from "./quiet-months.ts";

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

/** What a thread of the benchmark is asked. */
export type Question = QuietQuestion | LoudQuestion;

parentPort!.on("message", (question: Question) => parentPort!.postMessage(answer(question)));

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
  }
}
