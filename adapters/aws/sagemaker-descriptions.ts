/** Model Monitor's schedules and what belongs to them, as SageMaker describes them. Nothing is changed there. */
import {
  DescribeDataQualityJobDefinitionCommand,
  DescribeEndpointCommand,
  DescribeEndpointConfigCommand,
  DescribeModelPackageCommand,
  DescribeMonitoringScheduleCommand,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { Throttled } from "../../shared/errors.ts";
import { isAbsent, isTemporary } from "./service-error.ts";

/** What a describe call answers, as `aws sagemaker describe-…` prints it: times are ISO 8601 texts. */
export type Described = { readonly [field: string]: unknown };

/** Each is `undefined` for a name that nothing has. */
export interface MonitoringDescriptions {
  schedule(name: string): Promise<Described | undefined>;
  dataQualityJob(name: string): Promise<Described | undefined>;
  endpoint(name: string): Promise<Described | undefined>;
  endpointConfig(name: string): Promise<Described | undefined>;
  /** By name or ARN; a version of a group has an ARN only. */
  modelPackage(name: string): Promise<Described | undefined>;
}

/** Throws `Throttled` when the service asks to slow down, and whatever else it refuses as it came. */
export function sagemakerDescriptions({
  client,
}: {
  readonly client: SageMakerClient;
}): MonitoringDescriptions {
  return {
    schedule: (MonitoringScheduleName) =>
      described(() => client.send(new DescribeMonitoringScheduleCommand({ MonitoringScheduleName }))),
    dataQualityJob: (JobDefinitionName) =>
      described(() => client.send(new DescribeDataQualityJobDefinitionCommand({ JobDefinitionName }))),
    endpoint: (EndpointName) => described(() => client.send(new DescribeEndpointCommand({ EndpointName }))),
    endpointConfig: (EndpointConfigName) =>
      described(() => client.send(new DescribeEndpointConfigCommand({ EndpointConfigName }))),
    modelPackage: (ModelPackageName) =>
      described(() => client.send(new DescribeModelPackageCommand({ ModelPackageName }))),
  };
}

async function described(
  ask: () => Promise<{ readonly $metadata: unknown }>,
): Promise<Described | undefined> {
  try {
    const { $metadata: _, ...answer } = await ask();
    return JSON.parse(JSON.stringify(answer)) as Described;
  } catch (cause) {
    if (isAbsent(cause)) return undefined;
    if (isTemporary(cause))
      throw new Throttled("SageMaker asks to slow down or does not answer. Try again.", { cause });
    throw cause;
  }
}
