/** A thread of `profileInWorkers`: reads the whole data set and profiles its share of the columns. */
import { parentPort, workerData } from "node:worker_threads";
import { encodeProfile } from "../shared/profile/profile-codec.ts";
import type { WorkerAnswer, WorkerTask } from "./profile-in-workers.ts";
import { readAndProfile } from "./read-and-profile.ts";

const { io, dataset, options, share } = workerData as WorkerTask;
const answer = (message: WorkerAnswer) => parentPort!.postMessage(message);

try {
  // One of them tells how far all are: they go over the same rows.
  const onProgress = share.index === 0 ? (rows: number) => answer({ progress: rows }) : undefined;
  const { windows, faithful, sample, columns, count } = await readAndProfile(io, dataset, {
    ...options,
    share,
    ...(onProgress && { onProgress }),
  });
  answer({
    windows: [...windows].map(([start, profile]) => [start, encodeProfile(profile)]),
    faithful: faithful && encodeProfile(faithful),
    sample: sample.state,
    columns,
    count,
  });
} catch (error) {
  const { name, message } = error as Error;
  answer({ error: { name, message } });
}
