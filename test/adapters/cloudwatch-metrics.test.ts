import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { cloudwatchMetrics } from "../../adapters/aws/cloudwatch-metrics.ts";
import type { MetricDatum } from "../../steps/ports.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const cloudwatch = mockClient(CloudWatchClient);
const sink = () =>
  cloudwatchMetrics({ client: new CloudWatchClient({ region: "us-east-1" }), clock: { now: () => NOW } });

const datum = (more: Partial<MetricDatum> = {}): MetricDatum => ({
  name: "Rows",
  value: 1,
  unit: "Count",
  timestamp: NOW - HOUR,
  dimensions: { Endpoint: "churn" },
  ...more,
});

const sent = () =>
  cloudwatch.commandCalls(PutMetricDataCommand).map((call) => call.args[0].input.MetricData ?? []);

beforeEach(() => {
  cloudwatch.reset();
  cloudwatch.on(PutMetricDataCommand).resolves({});
});

describe("PutMetricData", () => {
  test("nothing to say is not sent", async () => {
    await sink().put("Plumbline", []);
    expect(sent()).toEqual([]);
  });

  test("one datum is sent in the service's spelling", async () => {
    await sink().put("Plumbline", [datum()]);
    expect(sent()).toEqual([
      [
        {
          MetricName: "Rows",
          Value: 1,
          Unit: "Count",
          Timestamp: new Date(NOW - HOUR),
          Dimensions: [{ Name: "Endpoint", Value: "churn" }],
        },
      ],
    ]);
  });

  test("2,500 datums go in calls of 1,000", async () => {
    await sink().put(
      "Plumbline",
      Array.from({ length: 2_500 }, () => datum()),
    );
    expect(sent().map((call) => call.length)).toEqual([1_000, 1_000, 500]);
  });

  test("no call is larger than 1 MB, however long the dimensions are", async () => {
    const long = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`d${index}`, "x".repeat(1_000)]),
    );
    await sink().put(
      "Plumbline",
      Array.from({ length: 100 }, () => datum({ dimensions: long })),
    );
    expect(sent().flat()).toHaveLength(100);
    expect(Math.max(...sent().map((call) => JSON.stringify(call).length))).toBeLessThan(1_000_000);
  });
});

describe("what CloudWatch would refuse", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%s throws before anything is sent",
    async (value) => {
      await expect(sink().put("Plumbline", [datum(), datum({ value })])).rejects.toThrow(
        "expected a finite number",
      );
      expect(sent()).toEqual([]);
    },
  );

  test.each([
    ["a value beyond 2^360", { value: 2 ** 361 }],
    ["a value below -2^360", { value: -(2 ** 361) }],
    ["a time more than two weeks back", { timestamp: NOW - 14 * 24 * HOUR - 1 }],
    ["a time more than two hours ahead", { timestamp: NOW + 2 * HOUR + 1 }],
    ["a dimension that is not ASCII", { dimensions: { Column: "größe" } }],
    ["an empty dimension", { dimensions: { Column: "" } }],
    ["a name of 256 characters", { name: "x".repeat(256) }],
  ])("%s is left out and counted, and the others are sent", async (_name, more) => {
    const metrics = sink();
    await metrics.put("Plumbline", [datum(more), datum()]);
    expect([sent().flat().length, metrics.dropped]).toEqual([1, 1]);
  });

  test("the edges themselves are sent", async () => {
    const metrics = sink();
    await metrics.put("Plumbline", [
      datum({ value: 2 ** 360 }),
      datum({ timestamp: NOW - 14 * 24 * HOUR }),
      datum({ timestamp: NOW + 2 * HOUR }),
    ]);
    expect([sent().flat().length, metrics.dropped]).toEqual([3, 0]);
  });
});

test("throttling is Throttled", async () => {
  cloudwatch
    .on(PutMetricDataCommand)
    .rejects(Object.assign(new Error("slow"), { name: "ThrottlingException" }));
  await expect(sink().put("Plumbline", [datum()])).rejects.toMatchObject({ name: "Throttled" });
});
