/**
 * CreateTrainingJob on this machine: one child process a job, in the folder that a SageMaker container would see. A job
 * takes real time; the virtual clock stands while the state machine waits for it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  DiskTrainingJobs,
  type TrainingJobDescription,
  type TrainingJobRecord,
  trainingJobKey,
} from "../adapters/disk/disk-training-jobs.ts";
import { thisProcess } from "../adapters/disk/process-owner.ts";
import { putJson, swapJson } from "../steps/json-object.ts";
import type { Clock, ObjectStore, TrainingJobStatus, TrainingJobs } from "../steps/ports.ts";
import { packFolder } from "./pack-folder.ts";
import { containerEnvironment, makeContainer } from "./training-container.ts";
import { readTrainingRequest, SageMakerError, type TrainingRequest } from "./training-request.ts";

export interface LocalTrainingJobsOptions {
  /** The work store's folder; jobs lie under `training/`. */
  readonly root: string;
  readonly work: ObjectStore;
  readonly clock: Clock;
  /** Where the command runs; the repository's root where nothing is said. */
  readonly cwd?: string;
  /** From SIGTERM to SIGKILL; SageMaker gives 120 s. */
  readonly killAfterMs?: number;
}

/** How the training process ended. */
interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly fault?: string;
}

type Ending = Partial<TrainingJobDescription> &
  Pick<TrainingJobDescription, "TrainingJobStatus" | "SecondaryStatus">;

const REPOSITORY = fileURLToPath(new URL("..", import.meta.url));
/** SageMaker cuts /opt/ml/output/failure here. */
const MAX_FAILURE = 1024;

export class LocalTrainingJobs implements TrainingJobs {
  private readonly options: LocalTrainingJobsOptions;
  private readonly records: DiskTrainingJobs;
  private readonly children = new Map<string, ChildProcess>();

  constructor(options: LocalTrainingJobsOptions) {
    this.options = options;
    this.records = new DiskTrainingJobs(options.work);
  }

  describe(name: string): Promise<TrainingJobStatus | undefined> {
    return this.records.describe(name);
  }

  async stop(name: string): Promise<void> {
    await this.records.stop(name);
    const child = this.children.get(name);
    if (child !== undefined) this.end(child);
  }

  /**
   * Runs a job to its end, as `createTrainingJob.sync` does: gives DescribeTrainingJob's answer of a completed job. Throws
   * `SageMaker.ResourceInUseException` when the name is used, `SageMaker.ValidationException` when the request cannot
   * be run here, `States.TaskFailed` with the answer as its message when the job failed or was stopped.
   */
  async create(request: unknown): Promise<TrainingJobDescription> {
    const asked = readTrainingRequest(request);
    await this.register(asked, request as Record<string, unknown>);
    const exit = await this.train(asked).catch((error: Error) => ({
      code: null,
      signal: null,
      timedOut: false,
      fault: `ClientError: ${error.message}`,
    }));
    const ending = await this.endingOf(asked, exit);
    const job = await this.finish(asked.name, ending);
    if (job.TrainingJobStatus === "Completed") return job;
    throw Object.assign(new Error(JSON.stringify(job)), { name: "States.TaskFailed" });
  }

  private async register(asked: TrainingRequest, request: Record<string, unknown>): Promise<void> {
    const job: TrainingJobDescription = {
      ...request,
      TrainingJobName: asked.name,
      TrainingJobArn: `arn:aws:sagemaker:us-east-1:000000000000:training-job/${asked.name}`,
      TrainingJobStatus: "InProgress",
      SecondaryStatus: "Starting",
      FinalMetricDataList: [],
      CreationTime: this.options.clock.now(),
    };
    const record: TrainingJobRecord = { version: 1, runner: thisProcess(), child: null, job };
    const { written } = await putJson(this.options.work, trainingJobKey(asked.name), record, {
      ifNoneMatch: "*",
    });
    if (!written)
      throw new SageMakerError(
        "ResourceInUseException",
        `Training job ${asked.name} exists; its record is ${this.options.work.name}/${trainingJobKey(asked.name)}.`,
      );
  }

  private async train(asked: TrainingRequest): Promise<Exit> {
    const optMl = this.optMl(asked.name);
    await makeContainer(optMl, asked);
    const log = await open(join(optMl, "output/log.txt"), "w");
    try {
      const [command, ...args] = asked.command as [string, ...string[]];
      const env = containerEnvironment(optMl, asked.name, asked);
      const child = spawn(command === "node" ? process.execPath : command, args, {
        cwd: this.options.cwd ?? REPOSITORY,
        env,
        stdio: ["ignore", log.fd, log.fd],
      });
      return await this.watch(asked, child);
    } finally {
      await log.close();
    }
  }

  private async watch(asked: TrainingRequest, child: ChildProcess): Promise<Exit> {
    // Listened to from the start: a command that is not there fails before anything else happens.
    const ended = once(child, "close") as Promise<[number | null, string | null]>;
    ended.catch(() => undefined);
    this.children.set(asked.name, child);
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      this.end(child);
    }, asked.maxRuntimeSeconds * 1000);
    try {
      const record = await this.change(asked.name, (there) => ({
        ...there,
        child: child.pid ?? null,
        job: { ...there.job, SecondaryStatus: "Training" },
      }));
      if (record.job.TrainingJobStatus === "Stopping") this.end(child);
      const [code, signal] = await ended;
      return { code, signal, timedOut };
    } finally {
      clearTimeout(limit);
      this.children.delete(asked.name);
    }
  }

  /** SIGTERM, and SIGKILL for those that do not listen. */
  private end(child: ChildProcess): void {
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), this.options.killAfterMs ?? 120_000);
    child.once("close", () => clearTimeout(kill));
  }

  private async endingOf(asked: TrainingRequest, { code, signal, timedOut, fault }: Exit): Promise<Ending> {
    const FinalMetricDataList = await this.metricsOf(asked);
    if (timedOut)
      return {
        TrainingJobStatus: "Stopped",
        SecondaryStatus: "MaxRuntimeExceeded",
        FinalMetricDataList,
        FailureReason: `The job ran longer than MaxRuntimeInSeconds = ${asked.maxRuntimeSeconds}.`,
      };
    if (fault === undefined && code === 0) {
      const S3ModelArtifacts = await this.pack(asked);
      return {
        TrainingJobStatus: "Completed",
        SecondaryStatus: "Completed",
        FinalMetricDataList,
        ModelArtifacts: { S3ModelArtifacts },
      };
    }
    const own = await readFile(join(this.optMl(asked.name), "output/failure"), "utf8").catch(() => "");
    const exit = code === null ? `ended by ${signal}` : `exit code ${code}`;
    const FailureReason =
      fault ??
      `AlgorithmError: ${own.slice(0, MAX_FAILURE).trim() || "the program left no output/failure; see output/log.txt"} (${exit})`;
    return { TrainingJobStatus: "Failed", SecondaryStatus: "Failed", FinalMetricDataList, FailureReason };
  }

  /** Writes the end down; a job that somebody stopped is stopped, unless it was done before it heard. */
  private async finish(name: string, ending: Ending): Promise<TrainingJobDescription> {
    const record = await this.change(name, (there) => {
      const stopped = there.job.TrainingJobStatus === "Stopping" && ending.TrainingJobStatus === "Failed";
      const status = stopped ? { TrainingJobStatus: "Stopped" as const, SecondaryStatus: "Stopped" } : {};
      return {
        ...there,
        child: null,
        job: { ...there.job, ...ending, ...status, TrainingEndTime: this.options.clock.now() },
      };
    });
    return record.job;
  }

  private async pack(asked: TrainingRequest): Promise<string> {
    const output = `${asked.output.replace(/\/+$/, "")}/${asked.name}/output`;
    await packFolder(join(this.optMl(asked.name), "output/data"), resolve(`${output}/output.tar.gz`));
    await packFolder(join(this.optMl(asked.name), "model"), resolve(`${output}/model.tar.gz`));
    return `${output}/model.tar.gz`;
  }

  /** The last number that each regular expression finds in the log, line by line. */
  private async metricsOf(asked: TrainingRequest): Promise<TrainingJobDescription["FinalMetricDataList"]> {
    const log = createReadStream(join(this.optMl(asked.name), "output/log.txt"));
    const last = new Map<string, number>();
    try {
      for await (const line of createInterface({ input: log })) {
        for (const { name, regex } of asked.metrics) {
          const value = Number(regex.exec(line)?.[1] ?? Number.NaN);
          if (Number.isFinite(value)) last.set(name, value);
        }
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const Timestamp = this.options.clock.now();
    return [...last].map(([MetricName, Value]) => ({ MetricName, Value, Timestamp }));
  }

  private async change(
    name: string,
    change: (there: TrainingJobRecord) => TrainingJobRecord,
  ): Promise<TrainingJobRecord> {
    const changed = await swapJson<TrainingJobRecord>(this.options.work, trainingJobKey(name), (there) =>
      there === undefined ? undefined : change(there),
    );
    if (changed === undefined)
      throw new Error(`The record of training job ${name} was removed while it ran.`);
    return changed;
  }

  private optMl(name: string): string {
    return resolve(this.options.root, "training", name, "opt/ml");
  }
}
