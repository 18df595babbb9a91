/** Training jobs as SageMaker tells of them. They are created by the state machine itself (`createTrainingJob.sync`). */
import { Throttled } from "../../shared/errors.ts";
import type { TrainingJobStatus, TrainingJobs } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import {
  DescribeTrainingJobCommand,
  type DescribeTrainingJobResponse,
  SageMakerClient,
  StopTrainingJobCommand,
} from "./sdk/sagemaker.ts";
import { isAbsent, isTemporary, serviceError } from "./service-error.ts";

/**
 * Describes and stops training jobs. `describe` is `undefined` for a name that no job has; `stop` leaves a job that has
 * ended as it is. Throws `Throttled` when the service asks to slow down.
 */
export function sagemakerTrainingJobs({
  client = new SageMakerClient(clientSettings),
}: {
  readonly client?: SageMakerClient;
}): TrainingJobs {
  return {
    async describe(name) {
      try {
        return statusOf(name, await client.send(new DescribeTrainingJobCommand({ TrainingJobName: name })));
      } catch (thrown) {
        if (isAbsent(thrown)) return undefined;
        throw slowedDown(thrown, "DescribeTrainingJob");
      }
    },
    async stop(name) {
      try {
        await client.send(new StopTrainingJobCommand({ TrainingJobName: name }));
      } catch (thrown) {
        if (isAbsent(thrown) || hasEnded(thrown)) return;
        throw slowedDown(thrown, "StopTrainingJob");
      }
    },
  };
}

function statusOf(name: string, job: DescribeTrainingJobResponse): TrainingJobStatus {
  const metrics = (job.FinalMetricDataList ?? []).filter(
    ({ MetricName, Value }) => MetricName !== undefined && Number.isFinite(Value),
  );
  return {
    name,
    status: job.TrainingJobStatus as TrainingJobStatus["status"],
    metrics: Object.fromEntries(metrics.map(({ MetricName, Value }) => [MetricName!, Value!])),
    ...(job.FailureReason === undefined ? {} : { failureReason: job.FailureReason }),
    ...(job.ModelArtifacts?.S3ModelArtifacts === undefined
      ? {}
      : { modelArtifacts: job.ModelArtifacts.S3ModelArtifacts }),
  };
}

/** "The request was rejected because the training job is in status Completed". */
function hasEnded(thrown: unknown): boolean {
  const { name, message } = serviceError(thrown);
  return name === "ValidationException" && /status (Completed|Failed|Stopped|Stopping)/.test(message);
}

function slowedDown(cause: unknown, call: string): unknown {
  return isTemporary(cause)
    ? new Throttled(`SageMaker asks to slow down or does not answer (${call}). Try again.`, { cause })
    : cause;
}
