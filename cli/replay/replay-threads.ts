import { availableParallelism } from "node:os";
import type { ReplayPlan } from "../../steps/plan-replay.ts";

/** One thread's work, seconds (bench/results.md): a window judged, a partial merged, a file opened, a megabyte profiled. */
const WINDOW_SECONDS = 0.1;
const PARTIAL_SECONDS = 0.002;
const FILE_SECONDS = 0.002;
const MEGABYTE_SECONDS = 0.025;
/** A thread takes 1.5 s of a core to have its program and to make it fast (bench/results.md); what it has to do has to be worth that. */
const WORTH_A_THREAD_SECONDS = 5;

/** Threads for a replay: as many as there are cores, fewer where there is little to do, none where this thread is as fast. */
export function replayThreads(
  { windows, files, bytes, partials, filesToRead }: ReplayPlan,
  cores = availableParallelism(),
): number {
  const megabytes = files === 0 ? 0 : ((bytes / files) * filesToRead) / 1e6;
  const seconds =
    windows * WINDOW_SECONDS +
    (partials + filesToRead) * PARTIAL_SECONDS +
    filesToRead * FILE_SECONDS +
    megabytes * MEGABYTE_SECONDS;
  const threads = Math.min(cores, Math.floor(seconds / WORTH_A_THREAD_SECONDS));
  return threads < 2 ? 0 : threads;
}
