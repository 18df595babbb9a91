import { parentPort } from "node:worker_threads";
import { loudTrial } from "./loud-trials.ts";
import { quietMonth } from "./quiet-months.ts";

/** What a thread of the benchmark is asked. */
export type Question =
  | QuietQuestion
  | { readonly kind: "loud"; readonly course: number; readonly change: number; readonly trial: number };

export interface QuietQuestion {
  readonly kind: "quiet";
  readonly stream: number;
  readonly month: number;
}

parentPort!.on("message", (question: Question) => {
  parentPort!.postMessage(
    question.kind === "quiet"
      ? quietMonth(question.stream, question.month)
      : loudTrial(question.course, question.change, question.trial),
  );
});
