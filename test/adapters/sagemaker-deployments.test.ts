import {
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { sagemakerDeployments } from "../../adapters/aws/sagemaker-deployments.ts";
import { Throttled } from "../../shared/errors.ts";

const sagemaker = mockClient(SageMakerClient);
const current = (variant = "AllTraffic") =>
  sagemakerDeployments({ client: new SageMakerClient({ region: "us-east-1" }) }).current("churn", variant);

const MODIFIED = Date.UTC(2026, 10, 23, 10, 20);
const ARN = "arn:aws:sagemaker:eu-central-1:111122223333:model-package/churn/8";

const refusal = (name: string, message = "", status = 400) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

/** An endpoint with a production and a shadow variant, and a variant of inference components. */
beforeEach(() => {
  sagemaker.reset();
  sagemaker.on(DescribeEndpointCommand).resolves({
    EndpointName: "churn",
    EndpointConfigName: "churn-config-8",
    CreationTime: new Date(MODIFIED - 86_400_000),
    LastModifiedTime: new Date(MODIFIED),
    DataCaptureConfig: {
      EnableCapture: true,
      CaptureStatus: "Started",
      CurrentSamplingPercentage: 20,
      DestinationS3Uri: "s3://captures",
      KmsKeyId: "none",
    },
    PendingDeploymentSummary: { EndpointConfigName: "churn-config-9" },
  });
  sagemaker.on(DescribeEndpointConfigCommand, { EndpointConfigName: "churn-config-8" }).resolves({
    ProductionVariants: [
      { VariantName: "AllTraffic", ModelName: "churn-xgb-8" },
      { VariantName: "Parts", ModelName: undefined },
    ],
    ShadowProductionVariants: [{ VariantName: "Shadow-01", ModelName: "churn-xgb-9" }],
  } as never);
  sagemaker
    .on(DescribeModelCommand, { ModelName: "churn-xgb-8" })
    .resolves({ PrimaryContainer: { ModelPackageName: ARN } });
  sagemaker
    .on(DescribeModelCommand, { ModelName: "churn-xgb-9" })
    .resolves({ PrimaryContainer: { Image: "churn:9" } });
});

describe("the model of an endpoint variant", () => {
  test("goes by its package's version and knows every name, by the configuration that has the traffic", async () => {
    expect(await current()).toEqual({
      ok: true,
      model: {
        modelVersion: "churn/8",
        names: ["churn/8", "churn-xgb-8", ARN],
        since: MODIFIED,
        endpointConfig: "churn-config-8",
      },
      capture: { on: true, samplingPercent: 20 },
    });
  });

  test("goes by its own name where no package is known: a shadow variant's too", async () => {
    expect(await current("Shadow-01")).toMatchObject({
      ok: true,
      model: { modelVersion: "churn-xgb-9", names: ["churn-xgb-9"] },
    });
    sagemaker.on(DescribeModelCommand).rejects(refusal("AccessDeniedException"));
    expect(await current()).toMatchObject({ ok: true, model: { modelVersion: "churn-xgb-8" } });
  });

  test("of several containers goes by its own name and may be bound by each package", async () => {
    const prepare = ARN.replace("churn/8", "prepare/3");
    sagemaker
      .on(DescribeModelCommand)
      .resolves({ Containers: [{ ModelPackageName: prepare }, { ModelPackageName: ARN }, { Image: "i" }] });
    expect(await current()).toMatchObject({
      model: {
        modelVersion: "churn-xgb-8",
        names: ["churn-xgb-8", prepare, ARN, "prepare/3", "churn/8"],
      },
    });
  });

  test("is asked of a configuration and a model once, and of the endpoint every time", async () => {
    const deployments = sagemakerDeployments({ client: new SageMakerClient({ region: "us-east-1" }) });
    for (let window = 0; window < 3; window++) await deployments.current("churn", "AllTraffic");
    expect(
      [DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand].map(
        (command) => sagemaker.commandCalls(command as typeof DescribeEndpointCommand).length,
      ),
    ).toEqual([3, 1, 1]);
  });

  test.each([
    [
      "no endpoint",
      refusal("ValidationException", 'Could not find endpoint "churn".'),
      "SageMaker knows no endpoint churn.",
    ],
    [
      "no permission",
      refusal("AccessDeniedException"),
      "SageMaker does not tell of endpoint churn (AccessDeniedException).",
    ],
  ])("is not known and nothing fails: %s", async (_case, error, reason) => {
    sagemaker.on(DescribeEndpointCommand).rejects(error);
    expect(await current()).toEqual({ ok: false, reason });
  });

  test("is not known where the configuration may not be read, and is asked again", async () => {
    const deployments = sagemakerDeployments({ client: new SageMakerClient({ region: "us-east-1" }) });
    sagemaker
      .on(DescribeEndpointConfigCommand)
      .rejectsOnce(refusal("AccessDeniedException"))
      .resolves({ ProductionVariants: [{ VariantName: "AllTraffic", ModelName: "churn-xgb-8" }] } as never);
    expect(await deployments.current("churn", "AllTraffic")).toMatchObject({ ok: false });
    expect(await deployments.current("churn", "AllTraffic")).toMatchObject({ ok: true });
  });

  test("is not known of inference components, nor of a variant that is not there", async () => {
    expect(await current("Parts")).toEqual({
      ok: false,
      reason: "Variant Parts of endpoint churn has inference components and no model of its own.",
      capture: { on: true, samplingPercent: 20 },
    });
    expect(await current("Other")).toMatchObject({
      ok: false,
      reason: "Endpoint churn has no variant Other (churn-config-8 has AllTraffic, Parts, Shadow-01).",
    });
  });

  test("does not hide that data capture was stopped, or was never there", async () => {
    const described = { EndpointConfigName: "churn-config-8", LastModifiedTime: new Date(MODIFIED) };
    const stopped = { EnableCapture: true, CaptureStatus: "Stopped", CurrentSamplingPercentage: 20 };
    sagemaker.on(DescribeEndpointCommand).resolvesOnce({ ...described, DataCaptureConfig: stopped } as never);
    expect(await current()).toMatchObject({ ok: true, capture: { on: false, samplingPercent: 20 } });
    sagemaker.on(DescribeEndpointCommand).resolves(described as never);
    expect(await current()).toMatchObject({ ok: true, capture: { on: false, samplingPercent: 0 } });
  });

  test("is asked again later when the service asks to slow down or fails itself, and another error is passed on", async () => {
    sagemaker.on(DescribeEndpointCommand).rejects(refusal("ThrottlingException"));
    await expect(current()).rejects.toBeInstanceOf(Throttled);
    sagemaker.on(DescribeEndpointCommand).rejects(refusal("InternalServerError", "later", 500));
    await expect(current()).rejects.toBeInstanceOf(Throttled);
    sagemaker.on(DescribeEndpointCommand).rejects(new TypeError("no credentials"));
    await expect(current()).rejects.toThrow("no credentials");
  });
});
