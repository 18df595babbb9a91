import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/** Answers to many questions in as many threads as there are cores, in the order of the questions. */
export async function inWorkers<Question, Answer>(
  module: URL,
  questions: readonly Question[],
  told: (done: number) => void = () => {},
): Promise<Answer[]> {
  const answers = new Array<Answer>(questions.length);
  let [next, done] = [0, 0];
  const threads = Array.from({ length: Math.min(availableParallelism(), questions.length) }, async () => {
    const worker = new Worker(module);
    try {
      for (let at = next++; at < questions.length; at = next++) {
        answers[at] = await ask<Question, Answer>(worker, questions[at]!);
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
