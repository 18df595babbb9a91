/** The adapters against a server that speaks AWS's protocols: the wire is where adapters break. */
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { CreateBucketCommand, PutBucketNotificationConfigurationCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import {
  CreateStateMachineCommand,
  ListExecutionsCommand,
  SFNClient,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planConnection, readNotifications } from "../../adapters/aws/bucket-notifications.ts";
import { cloudwatchMetrics } from "../../adapters/aws/cloudwatch-metrics.ts";
import { cloudwatchTraffic } from "../../adapters/aws/cloudwatch-traffic.ts";
import { eventbridgeEvents } from "../../adapters/aws/eventbridge-events.ts";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { sagemakerTrainingJobs } from "../../adapters/aws/sagemaker-training-jobs.ts";
import { sfnExecutions } from "../../adapters/aws/sfn-executions.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { datasetParts, readDatasetParts } from "../../steps/read-dataset.ts";
import { writeParquet } from "../fixtures/write-parquet.ts";
import { hasMoto, type MotoServer, startMoto } from "./moto-server.ts";

if (!hasMoto)
  console.log("moto_server is not on this machine: the adapters were not tried against a protocol server.");

const HOUR = 3_600_000;
const ROLE = "arn:aws:iam::123456789012:role/any";

describe.skipIf(!hasMoto)("against moto", () => {
  let server: MotoServer;
  const settings = () => ({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const clients: { destroy(): void }[] = [];
  const opened = <C extends { destroy(): void }>(client: C): C => {
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    server = await startMoto();
  }, 30_000);
  afterAll(() => {
    for (const client of clients) client.destroy();
    server?.stop();
  });

  async function bucket(name: string) {
    const client = opened(new S3Client(settings()));
    await client.send(new CreateBucketCommand({ Bucket: name }));
    return { client, store: s3ObjectStore({ bucket: name, client }) };
  }

  async function keysBelow(
    store: ReturnType<typeof s3ObjectStore>,
    prefix: string,
    startAfter?: string,
  ): Promise<string[]> {
    const keys: string[] = [];
    for await (const { key } of store.list(prefix, startAfter === undefined ? {} : { startAfter }))
      keys.push(key);
    return keys;
  }

  test("an object is written once, replaced by its version only, and read back with the same ETag", async () => {
    const { store } = await bucket("conditional");
    const first = await store.put("a.json", "1", { ifNoneMatch: "*" });
    expect(first).toMatchObject({ written: true });
    expect(await store.put("a.json", "2", { ifNoneMatch: "*" })).toEqual({ written: false });
    expect(await store.put("a.json", "2", { ifMatch: "0123456789abcdef0123456789abcdef" })).toEqual({
      written: false,
    });
    const etag = (first as { etag: string }).etag;
    const second = await store.put("a.json", "22", { ifMatch: etag });
    expect(second).toMatchObject({ written: true });
    const [found, head] = [await store.get("a.json"), await store.head("a.json")];
    expect(new TextDecoder().decode(found!.body)).toBe("22");
    expect([found!.etag, head]).toEqual([
      (second as { etag: string }).etag,
      { key: "a.json", etag: found!.etag, size: 2 },
    ]);
  });

  test("of twenty writers at the same time one wins", async () => {
    const { store } = await bucket("race");
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.put("lock", String(index), { ifNoneMatch: "*" })),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
  });

  test("of twenty who replace the same version at the same time one wins, and a version that is gone is nobody's", async () => {
    const { store } = await bucket("race-of-versions");
    const first = (await store.put("state", "0")) as { etag: string };
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.put("state", `${at + 1}`, { ifMatch: first.etag })),
    );
    const winners = outcomes.flatMap(({ written }, at) => (written ? [`${at + 1}`] : []));
    const { body, etag } = (await store.get("state"))!;
    expect(winners).toEqual([new TextDecoder().decode(body)]);
    await store.delete("state");
    expect(await store.put("state", "x", { ifMatch: etag })).toEqual({ written: false });
  });

  test("an absent object is undefined, throws when streamed, and may be deleted", async () => {
    const { store } = await bucket("absent");
    expect([await store.get("none"), await store.head("none")]).toEqual([undefined, undefined]);
    await expect(store.stream("none")[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      name: "ObjectNotFound",
    });
    await store.delete("none");
  });

  test("bytes stream back whole", async () => {
    const { store } = await bucket("stream");
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251);
    await store.put("big.bin", bytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of store.stream("big.bin")) chunks.push(chunk);
    expect(chunks.length).toBeGreaterThan(1);
    expect(Buffer.compare(Buffer.concat(chunks), bytes)).toBe(0);
  });

  test("a range is its bytes, ends with the object, and is refused behind its end", async () => {
    const { store } = await bucket("ranges");
    const bytes = Uint8Array.from({ length: 300_000 }, (_, at) => at % 251);
    await store.put("a", bytes);
    for (const [start, end] of [
      [0, 1],
      [7, 8],
      [131_072, 262_144],
      [0, 300_000],
    ] as const)
      expect(Buffer.compare(await store.range("a", start, end), bytes.subarray(start, end))).toBe(0);
    expect((await store.range("a", 299_990, 400_000)).length).toBe(10);
    await expect(store.range("a", 300_000, 300_001)).rejects.toMatchObject({ name: "UnusableInput" });
    await expect(store.range("none", 0, 1)).rejects.toMatchObject({ name: "ObjectNotFound" });
  });

  test("a Parquet data set is read by ranges", async () => {
    const { store } = await bucket("datasets");
    const values = Array.from({ length: 5000 }, (_, at) => at);
    const bytes = writeParquet([{ name: "x", type: "DOUBLE", values }], {
      rowsPerGroup: 2000,
      rowsPerPage: 500,
    });
    await store.put("train/part-0.parquet", bytes);
    await store.put("train/_SUCCESS", "");
    const parts = await datasetParts(store, "train");
    const rows = (await Array.fromAsync(readDatasetParts(parts))).flat();
    expect(rows.map(({ cells }) => cells[0])).toEqual(values.map((value) => `${value}.0`));
  });

  test("1,010 keys are listed over pages in byte order, below a prefix, after a key", async () => {
    const { store } = await bucket("paging");
    const keys = Array.from({ length: 1_010 }, (_, index) => `p/${String(index).padStart(5, "0")}`);
    for (let from = 0; from < keys.length; from += 50)
      await Promise.all(keys.slice(from, from + 50).map((key) => store.put(key, "x")));
    await Promise.all(["o/x", "q/x"].map((key) => store.put(key, "x")));
    expect(await keysBelow(store, "p/")).toEqual(keys);
    expect(await keysBelow(store, "p/", "p/01000")).toEqual(keys.slice(1_001));
  }, 60_000);

  test("keys with blanks, plus signs, percent signs and umlauts are listed as they were written", async () => {
    const { store } = await bucket("odd-keys");
    const keys = ["a b", "a+b", "a%2Bb", "aü", "a/=&?"];
    for (const key of keys) await store.put(key, "x");
    expect(await keysBelow(store, "a")).toEqual(
      [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  test("metrics arrive with their time and dimensions", async () => {
    // Bodies over 10 kB travel gzipped, which moto does not read from this protocol.
    const client = opened(new CloudWatchClient({ ...settings(), disableRequestCompression: true }));
    const now = Date.now();
    const timestamp = now - HOUR;
    const sink = cloudwatchMetrics({ client, clock: { now: () => now } });
    const datum = {
      name: "ViolationRate",
      unit: "None" as const,
      timestamp,
      dimensions: { Endpoint: "churn", Variant: "AllTraffic" },
    };
    const leftOut = await sink.put("Plumbline", [
      { ...datum, value: 0.25 },
      { ...datum, value: 0.5 },
      ...Array.from({ length: 1_200 }, () => ({ ...datum, name: "Rows", value: 1 })),
    ]);
    const Dimensions = Object.entries(datum.dimensions).map(([Name, Value]) => ({ Name, Value }));
    const query = {
      Namespace: "Plumbline",
      MetricName: "ViolationRate",
      Dimensions,
      StartTime: new Date(timestamp - HOUR),
      EndTime: new Date(now),
      Period: 7200,
      Statistics: ["Maximum" as const],
    };
    const { Datapoints } = await client.send(new GetMetricStatisticsCommand(query));
    expect(Datapoints?.map(({ Maximum }) => Maximum)).toEqual([0.5]);
    expect(leftOut).toBe(0);
  });

  test("sets of values arrive in Model Monitor's namespace, and two of an hour add up", async () => {
    const client = opened(new CloudWatchClient({ ...settings(), disableRequestCompression: true }));
    const now = Date.now();
    const timestamp = now - HOUR;
    const namespace = "aws/sagemaker/Endpoints/data-metrics";
    const series = {
      name: "feature_data_Int'l Plan_yes",
      unit: "None" as const,
      timestamp,
      dimensions: { Endpoint: "churn", MonitoringSchedule: "churn-schedule" },
    };
    const sink = cloudwatchMetrics({ client, clock: { now: () => now } });
    await sink.put(namespace, [
      { ...series, statistics: { sampleCount: 3, sum: 6, minimum: -1, maximum: 4 } },
      { ...series, statistics: { sampleCount: 2, sum: 30, minimum: 10, maximum: 20 } },
    ]);
    const { Datapoints } = await client.send(
      new GetMetricStatisticsCommand({
        Namespace: namespace,
        MetricName: series.name,
        Dimensions: Object.entries(series.dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(timestamp - HOUR),
        EndTime: new Date(now),
        Period: 7200,
        Statistics: ["SampleCount", "Sum", "Minimum", "Maximum"],
      }),
    );
    expect(Datapoints).toMatchObject([{ SampleCount: 5, Sum: 36, Minimum: -1, Maximum: 20 }]);
  });

  test("an endpoint that nobody called has no invocations", async () => {
    const traffic = cloudwatchTraffic({ client: opened(new CloudWatchClient(settings())) });
    const end = Math.floor(Date.now() / HOUR) * HOUR;
    expect(await traffic.invocations("nobody", "AllTraffic", end - HOUR, end)).toBe(0);
  });

  test("the longest name starts once: again by the same input while it runs, and by nothing when it has ended", async () => {
    const client = opened(new SFNClient(settings()));
    const definition = JSON.stringify({
      StartAt: "wait",
      States: { wait: { Type: "Wait", Seconds: 60, End: true } },
    });
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({ name: "plumbline-dev-analyze-window", definition, roleArn: ROLE }),
    );
    const machines = stateMachineArn!.replace("analyze-window", "");
    const executions = sfnExecutions({ machines, client });
    const window = { start: Date.UTC(2001, 1, 16, 10), end: Date.UTC(2001, 1, 16, 10, 5) };
    const [endpoint, variant] = ["e".repeat(63), "v".repeat(63)];
    const name = windowExecutionName({ ...window, endpoint, variant }, 1234567).padEnd(80, "x");
    const start = (input: object) => executions.start("analyze-window", name, input);
    expect([name.length, await executions.status("analyze-window", name)]).toEqual([80, undefined]);
    expect(await start({ revision: 0, endpoint })).toBe("started");
    expect(await executions.status("analyze-window", name)).toBe("RUNNING");
    expect(await start({ endpoint, revision: 0 })).toBe("started");
    expect(await start({ endpoint, revision: 1 })).toBe("exists");
    const { executions: all } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
    expect(all).toHaveLength(1);
    await client.send(new StopExecutionCommand({ executionArn: all![0]!.executionArn }));
    expect(await executions.status("analyze-window", name)).toBe("ABORTED");
    expect(await start({ revision: 0, endpoint })).toBe("exists");
  });

  test("a training job is described; a name that no job has is undefined", async () => {
    const client = opened(new SageMakerClient(settings()));
    const jobs = sagemakerTrainingJobs({ client });
    expect(await jobs.describe("rt-none")).toBeUndefined();
    await client.send(
      new CreateTrainingJobCommand({
        TrainingJobName: "rt-1",
        AlgorithmSpecification: { TrainingImage: "image", TrainingInputMode: "File" },
        RoleArn: ROLE,
        OutputDataConfig: { S3OutputPath: "s3://my-work/retraining" },
        ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.xlarge", VolumeSizeInGB: 10 },
        StoppingCondition: { MaxRuntimeInSeconds: 3600 },
      }),
    );
    expect(await jobs.describe("rt-1")).toMatchObject({
      name: "rt-1",
      status: "Completed",
      modelArtifacts: expect.stringContaining("model.tar.gz"),
    });
  });

  test("events are taken by the bus", async () => {
    const sink = eventbridgeEvents({ bus: "default", client: opened(new EventBridgeClient(settings())) });
    await sink.put(
      Array.from({ length: 12 }, (_, index) => ({
        detailType: "Plumbline Window Verdict",
        time: Date.now(),
        detail: { index },
      })),
    );
  });

  // moto keeps EventBridgeConfiguration to itself, so that reading back what was applied is left to the mocked test.
  test("a bucket's notifications are read as they were put, and the plan keeps them", async () => {
    const { client } = await bucket("connected");
    const topic = {
      Id: "t",
      TopicArn: "arn:aws:sns:us-east-1:123456789012:t",
      Events: ["s3:ObjectCreated:*" as const],
    };
    await client.send(
      new PutBucketNotificationConfigurationCommand({
        Bucket: "connected",
        NotificationConfiguration: { TopicConfigurations: [topic] },
        SkipDestinationValidation: true,
      }),
    );
    const before = await readNotifications(client, "connected");
    expect(before).toEqual({ TopicConfigurations: [topic] });
    expect(planConnection(before).after).toEqual({
      TopicConfigurations: [topic],
      EventBridgeConfiguration: {},
    });
  });
});
