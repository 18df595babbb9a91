import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { trainingJobRequest } from "../shared/retraining/training-job-request.ts";
import { retrainingFolder } from "../shared/window/work-keys.ts";

/**
 * Throws `UnusableInput` when a definition for AWS asks for retrainings that SageMaker would refuse: better now than at
 * night. On this machine a training job needs none of it.
 */
export function requireTrainable(definition: MonitorDefinition): void {
  const { monitor, retraining } = definition;
  if (retraining === undefined) return;
  const { trainingJob: job, trainingData } = retraining;
  const algorithm: Readonly<Record<string, unknown>> = job.AlgorithmSpecification ?? {};
  const channels = job["InputDataConfig"];
  const faults = [
    typeof job["RoleArn"] === "string"
      ? []
      : ["RoleArn (the stack's output TrainingRoleArn, or one of trainingRoleArns)"],
    typeof algorithm["TrainingImage"] === "string" || typeof algorithm["AlgorithmName"] === "string"
      ? []
      : ["AlgorithmSpecification.TrainingImage or AlgorithmName"],
    trainingData !== undefined || (Array.isArray(channels) && channels.length > 0)
      ? []
      : ["InputDataConfig, or retraining.trainingData beside it"],
  ].flat();
  if (faults.length > 0)
    throw new UnusableInput(
      `Monitor ${monitor}: retraining.trainingJob lacks ${faults.join("; ")}. SageMaker refuses such a job: add it, or leave retraining out.`,
    );
  // Its own limits: what is filled in later is the longest that it can be.
  trainingJobRequest(definition, {
    name: "n".repeat(63),
    output: `s3://${"b".repeat(63)}/${retrainingFolder("e".repeat(63), "n".repeat(63))}output`,
    ...(trainingData === undefined ? {} : { trainingData: "s3://training-data/" }),
  });
}
