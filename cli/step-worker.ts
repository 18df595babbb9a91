/** A thread of `StepWorkers`: the steps' own table, on ports of this thread. */
import { parentPort, workerData } from "node:worker_threads";
import { diskPorts } from "../adapters/disk/disk-ports.ts";
import type { Step } from "../local/engine.ts";
import { steps } from "../steps/index.ts";
import { bucketFolder, captureStores } from "./capture-stores.ts";
import { isS3 } from "./open-store.ts";
import type { StepAnswer, StepCall, StepWorkerSetup } from "./step-workers.ts";

const { io, root, definition } = workerData as StepWorkerSetup;
const clock = { time: 0, now: () => clock.time };
const disk = diskPorts({ root, clock, captures: bucketFolder(io.cwd, definition) });
const ports = isS3(definition.capture.uri)
  ? { ...disk, captures: await captureStores(io, definition) }
  : disk;
const table = steps as unknown as Readonly<Record<string, Step>>;
const answer = (message: StepAnswer) => parentPort!.postMessage(message);

parentPort!.on("message", async ({ call, step, input, now }: StepCall) => {
  clock.time = now;
  try {
    answer({ call, result: await table[step]!(ports, input as never) });
  } catch (thrown) {
    const { name, message } = thrown as Error;
    answer({ call, error: { name, message } });
  }
});
