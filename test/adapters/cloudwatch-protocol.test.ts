/** The CloudWatch adapters against a server that counts what arrives: the limits are limits of the wire. */
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { cloudwatchMetrics } from "../../adapters/aws/cloudwatch-metrics.ts";
import { cloudwatchTraffic } from "../../adapters/aws/cloudwatch-traffic.ts";
import type { MetricDatum, ValueDatum } from "../../shared/report/metric-datum.ts";
import type { MetricSink, Traffic } from "../../steps/ports.ts";
import { type JsonServer, startJsonServer } from "./json-server.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const HOUR = 3_600_000;
let server: JsonServer;
let client: CloudWatchClient;
let sink: MetricSink;
let traffic: Traffic;

beforeAll(async () => {
  server = await startJsonServer();
  client = new CloudWatchClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  sink = cloudwatchMetrics({ client, clock: { now: () => NOW } });
  traffic = cloudwatchTraffic({ client });
});
beforeEach(() => {
  server.requests.splice(0);
  server.answers.splice(0);
});
afterAll(() => {
  client.destroy();
  server.stop();
});

const datum = (more: Partial<ValueDatum> = {}): ValueDatum => ({
  name: "Rows",
  unit: "Count",
  timestamp: NOW - HOUR,
  dimensions: { Endpoint: "churn" },
  value: 1,
  ...more,
});
const put = (datums: readonly MetricDatum[]) => sink.put("Plumbline", datums);
const many = (count: number, more: Partial<ValueDatum> = {}) =>
  Array.from({ length: count }, () => datum(more));
const received = () => server.requests.map(({ body }) => body.MetricData.length);

describe("PutMetricData over the wire", () => {
  test.each([
    [999, [999]],
    [1_000, [1_000]],
    [1_001, [1_000, 1]],
  ])("%i datums arrive in calls of %j", async (count, calls) => {
    expect(await put(many(count))).toBe(0);
    expect(received()).toEqual(calls);
  });

  test("no call is 1 MB or more as it arrives, unpacked, with the longest names and dimensions there are", async () => {
    const dimensions = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`${at}`.padStart(255, "d"), '"'.repeat(1024)]),
    );
    const longest: MetricDatum = {
      name: "n".repeat(255),
      unit: "None",
      timestamp: NOW,
      dimensions,
      statistics: { sampleCount: 3, sum: -(2 ** 359) / 3, minimum: -(2 ** 360), maximum: 2 ** 360 },
    };
    expect(await put(Array.from({ length: 50 }, () => longest))).toBe(0);
    expect(received().reduce((sum, count) => sum + count)).toBe(50);
    const largest = Math.max(...server.requests.map(({ bytes }) => bytes));
    expect(largest).toBeLessThan(1_000_000);
    expect(largest).toBeGreaterThan(800_000);
    expect(Math.max(...server.requests.map(({ sent }) => sent))).toBeLessThan(largest / 10);
  });

  test("a datum is one value or one set: the list of at most 150 values is never used", async () => {
    await put([
      datum(),
      { ...datum(), statistics: { sampleCount: 200, sum: 1, minimum: 0, maximum: 1 } } as MetricDatum,
    ]);
    for (const sent of server.requests[0]!.body.MetricData) expect(Object.keys(sent)).not.toContain("Values");
  });

  test("the largest and smallest values arrive to the last bit, and beyond them nothing does", async () => {
    const leftOut = await put([
      datum({ value: 2 ** 360 }),
      datum({ value: -(2 ** 360) }),
      datum({ value: 2 ** 360 * (1 + Number.EPSILON) }),
    ]);
    expect(leftOut).toBe(1);
    expect(server.requests[0]!.body.MetricData.map(({ Value }: { Value: number }) => Value)).toEqual([
      2 ** 360,
      -(2 ** 360),
    ]);
  });

  test("two weeks back and two hours ahead arrive, a millisecond more does not", async () => {
    const [oldest, latest] = [NOW - 14 * 24 * HOUR, NOW + 2 * HOUR];
    const leftOut = await put(
      [oldest - 1, oldest, latest, latest + 1].map((timestamp) => datum({ timestamp })),
    );
    expect(leftOut).toBe(2);
    expect(
      server.requests[0]!.body.MetricData.map(({ Timestamp }: { Timestamp: number }) => Timestamp * 1000),
    ).toEqual([oldest, latest]);
  });

  test("a value that is no number keeps the whole list from the wire", async () => {
    await expect(put([...many(1_000), datum({ value: Number.NaN })])).rejects.toThrow(
      "expected a finite number",
    );
    expect(server.requests).toEqual([]);
  });

  test.each([
    ["Throttling", 400, "Throttled"],
    ["InternalFailure", 500, "Throttled"],
    ["InvalidParameterValue", 400, "Refused"],
  ])("an answer of %s (%i) is %s", async (code, status, name) => {
    server.answers.push({ status, code });
    await expect(put([datum()])).rejects.toMatchObject({ name });
  });
});

describe("GetMetricData over the wire", () => {
  const asked = () => traffic.invocations("churn", "AllTraffic", NOW - 2 * HOUR, NOW);
  const page = (StatusCode: string, Values: number[], NextToken?: string) => ({
    body: { MetricDataResults: [{ Id: "invocations", StatusCode, Values }], NextToken },
  });

  test("every page is asked for with the token of the one before, and all of them add up", async () => {
    server.answers.push(
      page("PartialData", [1, 2], "a"),
      page("PartialData", [], "b"),
      page("Complete", [4]),
    );
    expect(await asked()).toBe(7);
    expect(server.requests.map(({ body }) => body.NextToken)).toEqual([undefined, "a", "b"]);
  });

  test("a page that fails makes the whole unknown, and one that is refused throws", async () => {
    server.answers.push(page("PartialData", [1], "a"), page("InternalError", []));
    expect(await asked()).toBeUndefined();
    server.answers.push(page("PartialData", [1], "a"), { status: 400, code: "Throttling" });
    await expect(asked()).rejects.toMatchObject({ name: "Throttled" });
  });
});
