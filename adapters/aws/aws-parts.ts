/**
 * The ports on AWS, in parts: one part a service. A function names the parts that its step asks for, so that its
 * bundle holds no other client (each is 200 to 400 kB and 10 to 60 ms of a cold start) and its role grants no other
 * service (resources/function-roles.cjs; test/serverless.test.ts holds the two together).
 */
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SFNClient } from "@aws-sdk/client-sfn";
import type { ObjectStore, Ports } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { cloudwatchMetrics } from "./cloudwatch-metrics.ts";
import { cloudwatchTraffic } from "./cloudwatch-traffic.ts";
import { eventbridgeEvents } from "./eventbridge-events.ts";
import { s3ObjectStore } from "./s3-object-store.ts";
import { sagemakerDeployments } from "./sagemaker-deployments.ts";
import { sagemakerTrainingJobs } from "./sagemaker-training-jobs.ts";
import { sfnExecutions } from "./sfn-executions.ts";

/** What the environment says about the deployment. */
export interface Deployment {
  /** The work bucket. */
  readonly bucket: string;
  /** Begin of the state machines' ARNs: `arn:…:stateMachine:plumbline-dev-`. */
  readonly machines: string;
  /** The event bus that verdicts and decisions go to. */
  readonly eventBus: string;
}

/** Some of the ports, given a deployment. */
export type AwsPart<P extends Partial<Ports> = Partial<Ports>> = (deployment: Deployment) => P;

/** S3: the work bucket and any capture bucket. */
export const storage: AwsPart<Pick<Ports, "work" | "captures">> = ({ bucket }) => {
  const client = new S3Client(clientSettings);
  const stores = new Map<string, ObjectStore>();
  const store = (name: string): ObjectStore => {
    const known = stores.get(name) ?? s3ObjectStore({ bucket: name, client });
    stores.set(name, known);
    return known;
  };
  return { work: store(bucket), captures: store };
};

/** CloudWatch, writing. */
export const metrics: AwsPart<Pick<Ports, "metrics">> = () => ({
  metrics: cloudwatchMetrics({
    client: new CloudWatchClient(clientSettings),
    clock: { now: () => Date.now() },
  }),
});

/** CloudWatch, reading. */
export const traffic: AwsPart<Pick<Ports, "traffic">> = () => ({
  traffic: cloudwatchTraffic({ client: new CloudWatchClient(clientSettings) }),
});

/** Step Functions. */
export const executions: AwsPart<Pick<Ports, "executions">> = ({ machines }) => ({
  executions: sfnExecutions({ machines, client: new SFNClient(clientSettings) }),
});

/** SageMaker, training jobs. */
export const trainingJobs: AwsPart<Pick<Ports, "trainingJobs">> = () => ({
  trainingJobs: sagemakerTrainingJobs({ client: new SageMakerClient(clientSettings) }),
});

/** SageMaker, endpoints. */
export const deployments: AwsPart<Pick<Ports, "deployments">> = () => ({
  deployments: sagemakerDeployments({ client: new SageMakerClient(clientSettings) }),
});

/** EventBridge. */
export const events: AwsPart<Pick<Ports, "events">> = ({ eventBus }) => ({
  events: eventbridgeEvents({ bus: eventBus, client: new EventBridgeClient(clientSettings) }),
});
