/** What an import asks of SageMaker, against a server that speaks its protocol. */
import {
  type ContainerDefinition,
  CreateDataQualityJobDefinitionCommand,
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  CreateModelPackageCommand,
  DeleteEndpointCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sagemakerDeployments } from "../../adapters/aws/sagemaker-deployments.ts";
import {
  type MonitoringDescriptions,
  sagemakerDescriptions,
} from "../../adapters/aws/sagemaker-descriptions.ts";
import { recognizeDescription } from "../../cli/import/description.ts";
import { baselineSource } from "../../cli/import/import-baseline.ts";
import { importSources } from "../../cli/import/import-sources.ts";
import { definitionOf, importedMonitor } from "../../cli/import/imported-monitor.ts";
import { descriptionJson } from "../cli/import/descriptions.ts";
import { hasMoto, type MotoServer, startMoto } from "./moto-server.ts";

if (!hasMoto)
  console.log("moto_server is not on this machine: descriptions were not tried against a protocol server.");

describe.skipIf(!hasMoto)("against moto", () => {
  let server: MotoServer;
  let client: SageMakerClient;
  let service: MonitoringDescriptions;

  beforeAll(async () => {
    server = await startMoto();
    client = new SageMakerClient({
      endpoint: server.url,
      region: "eu-central-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    service = sagemakerDescriptions({ client });
  }, 30_000);
  afterAll(() => {
    client?.destroy();
    server?.stop();
  });

  /** What a description says, as the request that makes the same. */
  const request = <T>(name: string) => descriptionJson(name) as T;

  // moto (5.2) has no monitoring schedules: those are left to the mocked client.
  test("a job definition, an endpoint, its configuration and a model package come back as they were made", async () => {
    const job = request<CreateDataQualityJobDefinitionCommand["input"]>("hourly-job");
    await client.send(new CreateDataQualityJobDefinitionCommand(job));
    const config = request<CreateEndpointConfigCommand["input"]>("endpoint-config");
    const model = { Image: "111122223333.dkr.ecr.eu-central-1.amazonaws.com/churn:7" };
    await client.send(
      new CreateModelCommand({
        ModelName: "churn-xgb-7",
        PrimaryContainer: model,
        ExecutionRoleArn: "arn:aws:iam::111122223333:role/any",
      }),
    );
    await client.send(new CreateEndpointConfigCommand(config));
    const { EndpointName } = request<{ EndpointName: string }>("endpoint");
    await client.send(
      new CreateEndpointCommand({ EndpointName, EndpointConfigName: config.EndpointConfigName }),
    );
    const { DriftCheckBaselines } = request<CreateModelPackageCommand["input"]>("model-package");
    const { ModelPackageArn } = await client.send(
      new CreateModelPackageCommand({ ModelPackageName: "churn", DriftCheckBaselines }),
    );

    const found = {
      job: await service.dataQualityJob(job.JobDefinitionName!),
      endpoint: await service.endpoint(EndpointName),
      config: await service.endpointConfig(config.EndpointConfigName!),
      modelPackage: await service.modelPackage(ModelPackageArn!),
    };
    expect(found.job).toMatchObject({
      DataQualityBaselineConfig: job.DataQualityBaselineConfig,
      DataQualityJobInput: job.DataQualityJobInput,
    });
    expect(found.config).toMatchObject({ DataCaptureConfig: config.DataCaptureConfig });
    expect(found.modelPackage).toMatchObject({ DriftCheckBaselines });

    const sources = importSources(Object.values(found).map((answer) => recognizeDescription(answer)!));
    const monitor = importedMonitor(sources, {
      baselineSource: baselineSource(sources),
      baseline: undefined,
    });
    expect(definitionOf(monitor)).toMatchObject({
      endpoint: "churn-xgb",
      variants: ["AllTraffic"],
      capture: { uri: "s3://ml-captures/datacapture", samplingPercent: 20 },
    });
    expect(monitor.baselineSource).toMatchObject({ of: "job", modelVersion: "churn" });
  });

  test("an endpoint's model is found through its configuration, and a second deployment with its own time", async () => {
    const deployments = sagemakerDeployments({ client });
    const { ModelPackageArn } = await client.send(
      new CreateModelPackageCommand({ ModelPackageName: "late" }),
    );
    const model = (ModelName: string, PrimaryContainer: ContainerDefinition) =>
      client.send(
        new CreateModelCommand({
          ModelName,
          PrimaryContainer,
          ExecutionRoleArn: "arn:aws:iam::111122223333:role/any",
        }),
      );
    const config = (EndpointConfigName: string, ModelName: string) =>
      client.send(
        new CreateEndpointConfigCommand({
          EndpointConfigName,
          ProductionVariants: [
            { VariantName: "AllTraffic", ModelName, InstanceType: "ml.m5.large", InitialInstanceCount: 1 },
          ],
        }),
      );
    await model("late-1", { Image: "late:1" });
    await model("late-2", { ModelPackageName: ModelPackageArn! });
    await config("late-config-1", "late-1");
    await config("late-config-2", "late-2");
    await client.send(
      new CreateEndpointCommand({ EndpointName: "late", EndpointConfigName: "late-config-1" }),
    );
    const first = await deployments.current("late", "AllTraffic");
    expect(first).toMatchObject({
      ok: true,
      model: { modelVersion: "late-1", names: ["late-1"], endpointConfig: "late-config-1" },
    });
    // moto (5.2) has no UpdateEndpoint.
    await client.send(new DeleteEndpointCommand({ EndpointName: "late" }));
    await client.send(
      new CreateEndpointCommand({ EndpointName: "late", EndpointConfigName: "late-config-2" }),
    );
    const second = await deployments.current("late", "AllTraffic");
    expect(second).toMatchObject({
      ok: true,
      model: {
        modelVersion: "late",
        names: ["late", "late-2", ModelPackageArn],
        endpointConfig: "late-config-2",
      },
    });
    if (!first.ok || !second.ok) throw new Error("both were known");
    expect(second.model.since).toBeGreaterThanOrEqual(first.model.since);
  });

  test("names that nothing has are undefined", async () => {
    expect(await sagemakerDeployments({ client }).current("none", "AllTraffic")).toEqual({
      ok: false,
      reason: "SageMaker knows no endpoint none.",
    });
    expect(await service.dataQualityJob("none")).toBeUndefined();
    expect(await service.endpoint("none")).toBeUndefined();
    expect(await service.endpointConfig("none")).toBeUndefined();
    expect(await service.modelPackage("none")).toBeUndefined();
  });
});
