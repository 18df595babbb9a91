import { getJson, putJson } from "../../steps/json-object.ts";
import type { ObjectStore, TrainingJobStatus, TrainingJobs } from "../../steps/ports.ts";
import { isAlive, type ProcessOwner } from "./process-owner.ts";

/** DescribeTrainingJob's answer, the fields that a laptop can give; times are epoch milliseconds. */
export interface TrainingJobDescription {
  readonly TrainingJobName: string;
  readonly TrainingJobArn: string;
  readonly TrainingJobStatus: TrainingJobStatus["status"];
  readonly SecondaryStatus: string;
  readonly FailureReason?: string;
  readonly ModelArtifacts?: { readonly S3ModelArtifacts: string };
  readonly FinalMetricDataList: readonly {
    readonly MetricName: string;
    readonly Value: number;
    readonly Timestamp: number;
  }[];
  readonly CreationTime: number;
  readonly TrainingEndTime?: number;
  readonly [field: string]: unknown;
}

/** `training/<job>/job.json`. */
export interface TrainingJobRecord {
  readonly version: 1;
  /** Who watches over it. */
  readonly runner: ProcessOwner;
  /** The process that trains, null before it starts and after it ends. */
  readonly child: number | null;
  readonly job: TrainingJobDescription;
}

export const trainingJobKey = (name: string) => `training/${name}/job.json`;

/** The training jobs of a folder. A job whose process is gone has failed. */
export class DiskTrainingJobs implements TrainingJobs {
  private readonly store: ObjectStore;

  constructor(store: ObjectStore) {
    this.store = store;
  }

  async describe(name: string): Promise<TrainingJobStatus | undefined> {
    const found = await getJson<TrainingJobRecord>(this.store, trainingJobKey(name));
    if (found === undefined) return undefined;
    const { job, runner } = found.value;
    const metrics = Object.fromEntries(
      job.FinalMetricDataList.map(({ MetricName, Value }) => [MetricName, Value]),
    );
    if (isRunning(job) && !isAlive(runner))
      return { name, status: "Failed", failureReason: "The process that ran the job is gone.", metrics };
    return {
      name,
      status: job.TrainingJobStatus,
      ...(job.FailureReason === undefined ? {} : { failureReason: job.FailureReason }),
      ...(job.ModelArtifacts === undefined ? {} : { modelArtifacts: job.ModelArtifacts.S3ModelArtifacts }),
      metrics,
    };
  }

  /** Asks a running job to end; a job that is not there or not running is left as it is. */
  async stop(name: string): Promise<void> {
    const found = await getJson<TrainingJobRecord>(this.store, trainingJobKey(name));
    if (found === undefined || !isRunning(found.value.job) || !isAlive(found.value.runner)) return;
    const job = { ...found.value.job, TrainingJobStatus: "Stopping" as const, SecondaryStatus: "Stopping" };
    const { written } = await putJson(
      this.store,
      trainingJobKey(name),
      { ...found.value, job },
      { ifMatch: found.etag },
    );
    // Lost: the runner has just written that the job started or ended; look again.
    if (!written) return this.stop(name);
    if (found.value.child !== null) signal(found.value.child);
  }
}

function isRunning(job: TrainingJobDescription): boolean {
  return job.TrainingJobStatus === "InProgress" || job.TrainingJobStatus === "Stopping";
}

function signal(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
