/** A thread of `StepWorkers`: the steps' own table and the writing of partials, on ports of this thread. */
import { parentPort, workerData } from "node:worker_threads";
import { diskPorts } from "../adapters/disk/disk-ports.ts";
import type { Step } from "../local/engine.ts";
import { steps } from "../steps/index.ts";
import type { Ports } from "../steps/ports.ts";
import { writePartials } from "../steps/profile-capture-file.ts";
import { bucketFolder, captureStores } from "./capture-stores.ts";
import { isS3 } from "./open-store.ts";
import {
  type PartialsCall,
  type StepAnswer,
  type StepCall,
  type StepWorkerSetup,
  WRITE_PARTIALS,
} from "./step-workers.ts";

const { io, root, definition } = workerData as StepWorkerSetup;
const clock = { time: 0, now: () => clock.time };
const disk = diskPorts({ root, clock, captures: bucketFolder(io.cwd, definition) });
const ports = isS3(definition.capture.uri)
  ? { ...disk, captures: await captureStores(io, definition) }
  : disk;
const partials = (ports: Ports, { object, request }: PartialsCall) => writePartials(ports, object, request);
const table: Readonly<Record<string, Step>> = {
  ...(steps as unknown as Record<string, Step>),
  [WRITE_PARTIALS]: partials,
};
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
