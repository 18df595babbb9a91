/** A thread that runs all giants at a scale and tells what came of each, with the most bytes that buffers held meanwhile. */
import { parentPort, workerData } from "node:worker_threads";
import { type Giant, giants } from "./giants.ts";
import { type GiantOutcome, runGiant } from "./run-giant.ts";

const outcomes = new Map<string, GiantOutcome & { readonly mostHeld: number }>();
for (const giant of giants(workerData as number)) {
  let mostHeld = 0;
  const before = process.memoryUsage().arrayBuffers;
  const watched: Giant = {
    ...giant,
    bytes: async function* () {
      for await (const piece of giant.bytes()) {
        mostHeld = Math.max(mostHeld, process.memoryUsage().arrayBuffers - before);
        yield piece;
      }
    },
  };
  outcomes.set(giant.name, { ...(await runGiant(watched)), mostHeld });
}
parentPort!.postMessage(outcomes);
