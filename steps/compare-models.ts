import { TrainingInProgress } from "../shared/errors.ts";
import { failureOfJob } from "../shared/retraining/failure-of-job.ts";
import { modelPackageRequest, type ServiceRequest } from "../shared/retraining/training-job-request.ts";
import type { RetrainingLock } from "./acquire-retraining.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

export interface Comparison {
  readonly better: boolean;
  readonly reason: string;
  /** The objective's value on the hold-out rows, null where the job reported none. */
  readonly champion: number | null;
  readonly challenger: number | null;
  /** CreateModelPackage; absent where the monitor names no model package group. */
  readonly modelPackage?: ServiceRequest;
}

/**
 * Champion against challenger on the same recent hold-out rows, as the training job measured both. Throws
 * `TrainingInProgress` while an adopted job still runs, and an error when it failed.
 */
export async function compareModels(
  ports: Pick<Ports, "work" | "trainingJobs" | "clock">,
  input: RetrainingRequest & { readonly lock: RetrainingLock },
): Promise<Comparison> {
  const monitor = await requireMonitor(ports.work, input.endpoint, input.variant, ports.clock.now());
  const job = await ports.trainingJobs.describe(input.lock.jobName);
  if (job === undefined) throw new Error(`Training job ${input.lock.jobName} does not exist.`);
  if (job.status === "InProgress" || job.status === "Stopping")
    throw new TrainingInProgress(`Training job ${job.name} is ${job.status}.`);
  if (job.status !== "Completed" || job.modelArtifacts === undefined)
    throw new Error(
      failureOfJob({
        TrainingJobName: job.name,
        TrainingJobStatus: job.status,
        FailureReason: job.failureReason,
      }),
    );
  const objective = monitor.retraining?.objective;
  const champion = objective === undefined ? null : (job.metrics[objective.champion] ?? null);
  const challenger = objective === undefined ? null : (job.metrics[objective.challenger] ?? null);
  const [better, reason] = judge(champion, challenger, objective?.margin ?? 0, objective?.challenger);
  const modelPackage = modelPackageRequest(monitor, {
    name: job.name,
    modelArtifacts: job.modelArtifacts,
    description: `${input.reason} ${reason}`,
  });
  return { better, reason, champion, challenger, ...(modelPackage === undefined ? {} : { modelPackage }) };
}

function judge(
  champion: number | null,
  challenger: number | null,
  margin: number,
  name: string | undefined,
): [boolean, string] {
  if (name === undefined)
    return [true, "The monitor names no objective, so nothing was compared; a person decides."];
  if (challenger === null)
    return [false, `The job reported no metric "${name}"; see MetricDefinitions of the training job.`];
  if (champion === null)
    return [true, `The challenger reached ${name} ${challenger}; no champion was measured beside it.`];
  const better = challenger >= champion + margin;
  return [
    better,
    `On the same hold-out rows the challenger reached ${challenger}, the champion ${champion}${margin > 0 ? ` (margin ${margin})` : ""}.`,
  ];
}
