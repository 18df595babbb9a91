import { parentPort } from "node:worker_threads";
import { loudTrial } from "./loud-trials.ts";
import { quietMonth } from "./quiet-months.ts";

/** What a thread of the benchmark is asked. */
export type Question =
  | { readonly kind: "quiet"; readonly stream: number; readonly month: number; readonly columns: number }
  | { readonly kind: "loud"; readonly course: number; readonly change: number; readonly trial: number };

parentPort!.on("message", (question: Question) => {
  parentPort!.postMessage(
    question.kind === "quiet"
      ? quietMonth(question.stream, question.month, question.columns)
      : loudTrial(question.course, question.change, question.trial),
  );
});
