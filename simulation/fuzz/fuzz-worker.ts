/** A thread that checks every `step`-th file of a run. What it is at stands in shared memory, so that a line that never ends is known. */
import { parentPort, workerData } from "node:worker_threads";
import { checkFile, type Outcome } from "./check-file.ts";
import { readCorpus } from "./corpus.ts";
import { fuzzFile } from "./fuzz-file.ts";
import { narrowFailure } from "./narrow-failure.ts";

export interface Share {
  readonly seed: number;
  readonly from: number;
  readonly to: number; // exclusive
  readonly step: number;
  /** File and line under way, and how many lines were begun. */
  readonly at: Int32Array;
}

export type Report =
  | { readonly file: number; readonly outcome: Outcome }
  | { readonly file: number; readonly failure: string };

// What reads mostly rubbish makes errors mostly, and their stacks take longer than the reading.
Error.stackTraceLimit = 0;
const { seed, from, to, step, at } = workerData as Share;
const corpus = readCorpus();
for (let index = from; index < to; index += step) {
  const file = fuzzFile(corpus, seed, index);
  at[0] = index;
  const watch = (line: number) => {
    at[1] = line;
    at[2]!++;
  };
  try {
    tell({ file: index, outcome: await checkFile(file, watch) });
  } catch (error) {
    const alone = await narrowFailure(file);
    const line = alone === undefined ? "none of its lines alone" : `the line ${alone.slice(0, 2000)}`;
    tell({ file: index, failure: `monitor ${file.monitor.monitor}: ${error}\n  fails by ${line}` });
  }
}

function tell(report: Report): void {
  parentPort!.postMessage(report);
}
