import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { RowSample, type RowSampleState } from "../shared/baseline/row-sample.ts";
import { UnusableInput } from "../shared/errors.ts";
import { decodeProfile } from "../shared/profile/profile-codec.ts";
import type { ColumnShare } from "../steps/prepare-row.ts";
import { joinShares, type ProfileDatasetOptions, type ProfiledDataset } from "../steps/profile-dataset.ts";
import type { Io } from "./io.ts";
import { readAndProfile } from "./read-and-profile.ts";
import { dataSetFiles } from "./read-data-set.ts";

type Where = Pick<Io, "cwd" | "env">;
interface Settings extends Omit<ProfileDatasetOptions, "onProgress"> {
  /** Whether CSV files begin with the names of their columns; default: they do. */
  readonly header?: boolean;
}

/** What a thread is told. */
export interface WorkerTask {
  readonly io: Where;
  readonly dataset: string;
  readonly options: Settings;
  readonly share: ColumnShare;
}

/** What it says: how far it is, at the end what it has, or why it has nothing. */
export type WorkerAnswer =
  | { readonly progress: number }
  | { readonly error: { readonly name: string; readonly message: string } }
  | {
      readonly windows: readonly (readonly [start: number, profile: Uint8Array])[];
      readonly faithful: Uint8Array | undefined;
      readonly sample: RowSampleState;
      readonly columns: readonly string[];
      readonly count: number;
    };

/** A thread takes 0.3 s to start and reads the file once more: below this one thread is as fast. */
const WORTH_WORKERS = 16 << 20;
/**
 * Of CSV every thread repeats four fifths of the default profile: two took 1.8 × the processor time of one (178 MB, 2.5 million rows of
 * 10 columns: 9.7 against 5.3 s; 5.4 against 4.1 s of the clock, 340 against 180 MB of memory), so that any number of cores could
 * gain a quarter at best. With a layout they repeat an eighth: 18.6 against 16.5 s, and 9.8 against 15.4 s of the clock.
 */
const SCANNED = /\.csv(\.gz)?$/;
/** Other files counted once: reading them was 42 % of it, and two virtual cores gave 0.88 to 1.04 × of one thread. */
const FEWEST_CORES = 3;
/** Every thread reads every row, so that more of them gain little. */
const MOST_WORKERS = 8;

export interface WorkersRequest extends Settings {
  readonly onProgress?: (rows: number) => void;
  /** Threads; default: one a core where there are rows enough to pay for them and little of the work is reading. */
  readonly workers?: number;
}

/**
 * A data set profiled on all cores: each thread reads every row and owns some of the columns, so that the rows of a column come in
 * their order and the result is that of one thread, to the byte. Throws what `profileDataset` throws.
 */
export async function profileInWorkers(
  io: Where,
  dataset: string,
  { workers, onProgress, ...options }: WorkersRequest,
): Promise<ProfiledDataset> {
  const of = workers ?? (await workersFor(io, dataset, options));
  if (of === 1) return readAndProfile(io, dataset, { ...options, ...(onProgress && { onProgress }) });
  const shares = Array.from({ length: of }, (_, index) =>
    runWorker(
      { io: { cwd: io.cwd, env: { ...io.env } }, dataset, options, share: { index, of } },
      onProgress,
    ),
  );
  const [first, ...others] = await Promise.all(shares);
  return joinShares([first!, ...others]);
}

/** One where rows are told apart by the value of a column, which one thread alone would have. */
async function workersFor(io: Where, dataset: string, { segments, layout }: Settings): Promise<number> {
  if (segments !== undefined) return 1;
  const files = await dataSetFiles(io, dataset);
  return datasetThreads(files, { isTwice: layout !== undefined });
}

/** Threads for the files of a data set, whose rows may be counted twice: for a layout as well. */
export function datasetThreads(
  files: Awaited<ReturnType<typeof dataSetFiles>>,
  { isTwice, cores = availableParallelism() }: { readonly isTwice: boolean; readonly cores?: number },
): number {
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  if (bytes < WORTH_WORKERS) return 1;
  const isScanned = files.every(({ key }) => SCANNED.test(key));
  if (!isTwice && (isScanned || cores < FEWEST_CORES)) return 1;
  return Math.min(MOST_WORKERS, cores);
}

function runWorker(task: WorkerTask, onProgress?: (rows: number) => void): Promise<ProfiledDataset> {
  const worker = new Worker(new URL("./dataset-worker.ts", import.meta.url), { workerData: task });
  return new Promise<ProfiledDataset>((resolve, reject) => {
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A worker thread ended with exit code ${code}.`)));
    worker.on("message", (answer: WorkerAnswer) => {
      if ("progress" in answer) onProgress?.(answer.progress);
      else if ("error" in answer) reject(errorOf(answer.error));
      else resolve(read(answer));
    });
  }).finally(() => worker.terminate());
}

function read({
  windows,
  faithful,
  sample,
  columns,
  count,
}: Extract<WorkerAnswer, { count: number }>): ProfiledDataset {
  return {
    windows: new Map(windows.map(([start, profile]) => [start, decodeProfile(profile)])),
    faithful: faithful && decodeProfile(faithful),
    sample: RowSample.of(sample),
    columns,
    count,
  };
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === UnusableInput.name
    ? new UnusableInput(message)
    : Object.assign(new Error(message), { name });
}
