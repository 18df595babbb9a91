import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { cloudwatchMetrics } from "../../adapters/aws/cloudwatch-metrics.ts";
import type { StatisticDatum, StatisticSet, ValueDatum } from "../../shared/report/metric-datum.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
const cloudwatch = mockClient(CloudWatchClient);
const sink = () =>
  cloudwatchMetrics({ client: new CloudWatchClient({ region: "us-east-1" }), clock: { now: () => NOW } });

const NAMED = {
  name: "Rows",
  unit: "Count",
  timestamp: NOW - HOUR,
  dimensions: { Endpoint: "churn" },
} as const;
const datum = (more: Partial<ValueDatum> = {}): ValueDatum => ({ ...NAMED, value: 1, ...more });
const set = (more: Partial<StatisticSet> = {}): StatisticDatum => ({
  ...NAMED,
  statistics: { sampleCount: 3, sum: 6, minimum: -1, maximum: 4, ...more },
});

const dimensions = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at}`, "v"]));

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

  test("a set of values is sent as StatisticValues and without a Value", async () => {
    await sink().put("Plumbline", [set()]);
    expect(sent()).toEqual([
      [
        {
          MetricName: "Rows",
          StatisticValues: { SampleCount: 3, Sum: 6, Minimum: -1, Maximum: 4 },
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

  test.each(["sampleCount", "sum", "minimum", "maximum"])(
    "a set whose %s is infinite throws too",
    async (key) => {
      const datums = [datum(), set({ [key]: Number.POSITIVE_INFINITY })];
      await expect(sink().put("Plumbline", datums)).rejects.toThrow("expected a finite number");
      expect(sent()).toEqual([]);
    },
  );

  test.each([
    ["whose sum is beyond 2^360", { sum: 2 ** 361 }],
    ["whose minimum is below -2^360", { minimum: -(2 ** 361) }],
    ["whose maximum is beyond 2^360", { maximum: 2 ** 361 }],
    ["of nothing", { sampleCount: 0 }],
  ])("a set %s is left out and counted, and the others are sent", async (_name, more) => {
    expect(await sink().put("Plumbline", [set(more), set()])).toBe(1);
    expect(sent().flat()).toHaveLength(1);
  });

  test.each([
    ["a value beyond 2^360", { value: 2 ** 361 }],
    ["a value below -2^360", { value: -(2 ** 361) }],
    ["a time more than two weeks back", { timestamp: NOW - 14 * 24 * HOUR - 1 }],
    ["a time more than two hours ahead", { timestamp: NOW + 2 * HOUR + 1 }],
    ["a dimension that is not ASCII", { dimensions: { Column: "größe" } }],
    ["an empty dimension", { dimensions: { Column: "" } }],
    ["a name of 256 characters", { name: "x".repeat(256) }],
    ["a dimension's name of 256 characters", { dimensions: { ["d".repeat(256)]: "v" } }],
    ["a dimension of 1,025 characters", { dimensions: { d: "v".repeat(1025) } }],
    ["31 dimensions", { dimensions: dimensions(31) }],
  ])("%s is left out and counted, and the others are sent", async (_name, more) => {
    expect(await sink().put("Plumbline", [datum(more), datum()])).toBe(1);
    expect(sent().flat()).toHaveLength(1);
  });

  test("the edges themselves are sent", async () => {
    const leftOut = await sink().put("Plumbline", [
      datum({ value: 2 ** 360 }),
      datum({ timestamp: NOW - 14 * 24 * HOUR }),
      datum({ timestamp: NOW + 2 * HOUR }),
      datum({ name: "x".repeat(255) }),
      datum({ dimensions: { ["d".repeat(255)]: "v".repeat(1024) } }),
      datum({ dimensions: dimensions(30) }),
    ]);
    expect([sent().flat().length, leftOut]).toEqual([6, 0]);
  });
});

test("throttling is Throttled", async () => {
  cloudwatch
    .on(PutMetricDataCommand)
    .rejects(Object.assign(new Error("slow"), { name: "ThrottlingException" }));
  await expect(sink().put("Plumbline", [datum()])).rejects.toMatchObject({ name: "Throttled" });
});

describe("what goes wrong as a whole", () => {
  const fails = (name: string, httpStatusCode: number) =>
    cloudwatch
      .on(PutMetricDataCommand)
      .rejects(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode } }));

  test.each([
    ["InvalidParameterValueException", 400],
    ["AccessDenied", 403],
  ])("%s is Refused, and says in which namespace and what to look at", async (name, status) => {
    fails(name, status);
    const put = sink().put("aws/sagemaker/Endpoints/data-metrics", [datum()]);
    await expect(put).rejects.toMatchObject({ name: "Refused" });
    await expect(put).rejects.toThrow(
      `CloudWatch takes no metrics in namespace aws/sagemaker/Endpoints/data-metrics: ${name}: no. Does the role allow the namespace?`,
    );
  });

  test.each([
    ["ThrottlingException", 400, "Throttled"],
    ["InternalServiceFault", 500, "Throttled"],
    ["TimeoutError", 0, "Throttled"],
    ["Error", 0, "Error"],
  ])("%s is no refusal", async (name, status, thrown) => {
    fails(name, status);
    await expect(sink().put("Plumbline", [datum()])).rejects.toMatchObject({ name: thrown });
  });
});
