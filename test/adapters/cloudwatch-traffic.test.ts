import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { cloudwatchTraffic } from "../../adapters/aws/cloudwatch-traffic.ts";

const cloudwatch = mockClient(CloudWatchClient);
const traffic = cloudwatchTraffic({ client: new CloudWatchClient({ region: "us-east-1" }) });
const START = Date.UTC(2026, 10, 23, 10);
const HOUR = 3_600_000;

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
