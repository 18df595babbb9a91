import {
  DescribeTrainingJobCommand,
  SageMakerClient,
  StopTrainingJobCommand,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { sagemakerTrainingJobs } from "../../adapters/aws/sagemaker-training-jobs.ts";

const sagemaker = mockClient(SageMakerClient);
const jobs = sagemakerTrainingJobs({ client: new SageMakerClient({ region: "us-east-1" }) });
const validation = (message: string) => Object.assign(new Error(message), { name: "ValidationException" });

beforeEach(() => sagemaker.reset());

test("a name that no job has is undefined", async () => {
  sagemaker.on(DescribeTrainingJobCommand).rejects(validation("Requested resource not found."));
  expect(await jobs.describe("rt-none")).toBeUndefined();
});

test("a finished job has its artifacts and the final values of its metrics", async () => {
  sagemaker.on(DescribeTrainingJobCommand).resolves({
    TrainingJobStatus: "Completed",
    ModelArtifacts: { S3ModelArtifacts: "s3://my-work/retraining/m.tar.gz" },
    FinalMetricDataList: [
      { MetricName: "challenger_auc", Value: 0.68, Timestamp: new Date(0) },
      { MetricName: "broken", Value: Number.NaN, Timestamp: new Date(0) },
    ],
  });
  expect(await jobs.describe("rt-1")).toEqual({
    name: "rt-1",
    status: "Completed",
    modelArtifacts: "s3://my-work/retraining/m.tar.gz",
    metrics: { challenger_auc: 0.68 },
  });
});

test("a failed job says why", async () => {
  sagemaker
    .on(DescribeTrainingJobCommand)
    .resolves({ TrainingJobStatus: "Failed", FailureReason: "AlgorithmError: no rows" });
  expect(await jobs.describe("rt-1")).toEqual({
    name: "rt-1",
    status: "Failed",
    failureReason: "AlgorithmError: no rows",
    metrics: {},
  });
});

test("stopping a job that has ended, or never was, changes nothing and does not throw", async () => {
  sagemaker
    .on(StopTrainingJobCommand)
    .rejects(validation("The request was rejected because the training job is in status Completed."));
  await jobs.stop("rt-1");
  sagemaker.on(StopTrainingJobCommand).rejects(validation("Requested resource not found."));
  await jobs.stop("rt-none");
  expect(sagemaker.commandCalls(StopTrainingJobCommand)).toHaveLength(2);
});

test("another refusal is passed on; throttling is Throttled", async () => {
  sagemaker.on(StopTrainingJobCommand).rejects(validation("1 validation error detected"));
  await expect(jobs.stop("rt-1")).rejects.toMatchObject({ name: "ValidationException" });
  sagemaker
    .on(DescribeTrainingJobCommand)
    .rejects(Object.assign(new Error("slow"), { name: "ThrottlingException" }));
  await expect(jobs.describe("rt-1")).rejects.toMatchObject({ name: "Throttled" });
});
