import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { cloudwatchTraffic } from "../../adapters/aws/cloudwatch-traffic.ts";

const cloudwatch = mockClient(CloudWatchClient);
const START = Date.UTC(2026, 10, 23, 10);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const client = new CloudWatchClient({ region: "us-east-1" });
const asked = (now: number) => cloudwatchTraffic({ client, clock: { now: () => now } });
const traffic = asked(START + 2 * HOUR);

beforeEach(() => cloudwatch.reset());

test("an endpoint without a point had no invocations", async () => {
  cloudwatch
    .on(GetMetricDataCommand)
    .resolves({ MetricDataResults: [{ Id: "invocations", StatusCode: "Complete", Values: [] }] });
  expect(await traffic.invocations("churn", "AllTraffic", START, START + HOUR)).toBe(0);
});

test("points of every page are added up", async () => {
  cloudwatch
    .on(GetMetricDataCommand)
    .resolvesOnce({ MetricDataResults: [{ Values: [10, 20] }], NextToken: "more" })
    .resolves({ MetricDataResults: [{ Values: [5] }] });
  expect(await traffic.invocations("churn", "AllTraffic", START, START + HOUR)).toBe(35);
});

test("an answer in part is undefined, not a smaller number", async () => {
  cloudwatch
    .on(GetMetricDataCommand)
    .resolves({ MetricDataResults: [{ StatusCode: "InternalError", Values: [10] }] });
  expect(await traffic.invocations("churn", "AllTraffic", START, START + HOUR)).toBeUndefined();
});

test("errors are those of the model and of the service together", async () => {
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Values: [3] }, { Values: [4, 1] }] });
  expect(await traffic.errors("churn", "AllTraffic", START, START + HOUR)).toBe(8);
  expect(
    cloudwatch
      .commandCalls(GetMetricDataCommand)[0]!
      .args[0].input.MetricDataQueries!.map(({ MetricStat }) => MetricStat!.Metric!.MetricName),
  ).toEqual(["Invocation4XXErrors", "Invocation5XXErrors"]);
});

test("a span is asked for by the longest period that divides it, while CloudWatch keeps such points", async () => {
  cloudwatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Values: [1] }] });
  const spans: [number, number, number][] = [
    [HOUR, 3600, 455 * DAY],
    [HOUR / 12, 300, 63 * DAY],
    [HOUR / 10, 60, 15 * DAY], // six minutes
  ];
  for (const [length, period, kept] of spans) {
    cloudwatch.resetHistory();
    expect(await asked(START + kept).invocations("churn", "v", START, START + length)).toBe(1);
    const [call] = cloudwatch.commandCalls(GetMetricDataCommand);
    expect(call!.args[0].input.MetricDataQueries![0]!.MetricStat!.Period).toBe(period);
    expect(await asked(START + kept + 1).invocations("churn", "v", START, START + length)).toBeUndefined();
  }
});

test("whole hours are asked for by the hour, others by five minutes, and always the sum of Invocations", async () => {
  cloudwatch.on(GetMetricDataCommand).resolves({});
  await traffic.invocations("churn", "Canary", START, START + HOUR);
  await traffic.invocations("churn", "Canary", START, START + HOUR / 4);
  const queries = cloudwatch
    .commandCalls(GetMetricDataCommand)
    .map((call) => call.args[0].input.MetricDataQueries![0]!.MetricStat!);
  expect(queries.map(({ Period }) => Period)).toEqual([3600, 300]);
  expect(queries[0]).toMatchObject({
    Stat: "Sum",
    Metric: {
      Namespace: "AWS/SageMaker",
      MetricName: "Invocations",
      Dimensions: [
        { Name: "EndpointName", Value: "churn" },
        { Name: "VariantName", Value: "Canary" },
      ],
    },
  });
});
