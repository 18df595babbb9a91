import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { KeptAnswers } from "./kept-answers.ts";

export interface InWorkers {
  /** Hears how many questions are answered. */
  readonly told?: (done: number) => void;
  /** Answers of an earlier run that are not asked for again, and where new ones go. */
  readonly kept?: KeptAnswers | undefined;
}

/** Answers to many questions in as many threads as there are cores, in the order of the questions. */
export async function inWorkers<Question, Answer>(
  module: URL,
  questions: readonly Question[],
  { told = () => {}, kept }: InWorkers = {},
): Promise<Answer[]> {
  const answers = new Array<Answer>(questions.length);
  let [next, done] = [0, 0];
  const threads = Array.from({ length: Math.min(availableParallelism(), questions.length) }, async () => {
    const worker = new Worker(module);
    try {
      for (let at = next++; at < questions.length; at = next++) {
        const key = JSON.stringify(questions[at]);
        const known = kept?.get(key) as Answer | undefined;
        answers[at] = known ?? (await ask<Question, Answer>(worker, questions[at]!));
        if (known === undefined) kept?.add(key, answers[at]);
        told(++done);
      }
    } finally {
      await worker.terminate();
    }
  });
  await Promise.all(threads);
  return answers;
}

function ask<Question, Answer>(worker: Worker, question: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    worker.once("message", (answer: Answer) => {
      worker.off("error", reject);
      resolve(answer);
    });
    worker.once("error", reject);
    worker.postMessage(question);
  });
}
