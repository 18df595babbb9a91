import {
  DescribeDataQualityJobDefinitionCommand,
  DescribeEndpointCommand,
  DescribeModelPackageCommand,
  DescribeMonitoringScheduleCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { sagemakerDescriptions } from "../../adapters/aws/sagemaker-descriptions.ts";

const sagemaker = mockClient(SageMakerClient);
const service = sagemakerDescriptions({ client: new SageMakerClient({ region: "us-east-1" }) });
const refusal = (name: string, message: string) => Object.assign(new Error(message), { name });

beforeEach(() => sagemaker.reset());

test("times come as text and the call's own metadata not at all, as the command line prints them", async () => {
  sagemaker.on(DescribeMonitoringScheduleCommand).resolves({
    $metadata: { requestId: "r" },
    MonitoringScheduleName: "churn",
    CreationTime: new Date("2026-03-01T09:12:44.551Z"),
  });
  expect(await service.schedule("churn")).toEqual({
    MonitoringScheduleName: "churn",
    CreationTime: "2026-03-01T09:12:44.551Z",
  });
});

test("a name that nothing has is undefined, in each of the service's ways to say so", async () => {
  sagemaker.on(DescribeDataQualityJobDefinitionCommand).rejects(refusal("ResourceNotFound", "no such"));
  sagemaker
    .on(DescribeEndpointCommand)
    .rejects(refusal("ValidationException", 'Could not find endpoint "arn:…:endpoint/churn".'));
  sagemaker
    .on(DescribeModelPackageCommand)
    .rejects(refusal("ValidationException", "ModelPackage arn:…:model-package/churn/9 does not exist."));
  expect([
    await service.dataQualityJob("none"),
    await service.endpoint("churn"),
    await service.modelPackage("churn"),
  ]).toEqual([undefined, undefined, undefined]);
});

test("throttling is Throttled; another refusal is passed on", async () => {
  sagemaker.on(DescribeEndpointCommand).rejects(refusal("ThrottlingException", "slow"));
  await expect(service.endpoint("churn")).rejects.toMatchObject({ name: "Throttled" });
  sagemaker
    .on(DescribeEndpointCommand)
    .rejects(refusal("ValidationException", "1 validation error detected"));
  await expect(service.endpoint("churn")).rejects.toMatchObject({ name: "ValidationException" });
});
