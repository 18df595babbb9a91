import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DiskPorts, diskPorts } from "../../adapters/disk/disk-ports.ts";
import { trainingJobKey } from "../../adapters/disk/disk-training-jobs.ts";
import { JsonLines } from "../../adapters/disk/json-lines.ts";
import { thisProcess } from "../../adapters/disk/process-owner.ts";
import { UnusableInput } from "../../shared/errors.ts";

const HOUR = 3_600_000;
const roots: string[] = [];
let root: string;
let ports: DiskPorts;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "disk-ports-"));
  roots.push(root);
  ports = diskPorts({ root });
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

describe("a file of JSON lines", () => {
  test("that is not there has no values", async () => {
    expect(await new JsonLines(join(root, "x.jsonl")).readNew()).toEqual([]);
  });

  test("gives each value once to each reader, whoever wrote it", async () => {
    const [one, two] = [
      new JsonLines<number>(join(root, "x.jsonl")),
      new JsonLines<number>(join(root, "x.jsonl")),
    ];
    await one.append([1, 2]);
    expect(await two.readNew()).toEqual([1, 2]);
    await two.append([3]);
    expect(await two.readNew()).toEqual([3]);
    expect(await one.readNew()).toEqual([1, 2, 3]);
  });

  test("loses a line that a crash cut off, and no other", async () => {
    writeFileSync(join(root, "x.jsonl"), '{"a":1}\n{"a":');
    const lines = new JsonLines<{ a: number }>(join(root, "x.jsonl"));
    expect(await lines.readNew()).toEqual([{ a: 1 }]);
    await lines.append([{ a: 3 }]);
    expect(await lines.readNew()).toEqual([{ a: 3 }]);
    expect(lines.damaged).toBe(1);
  });

  test("keeps the lines of a hundred appends apart and in order", async () => {
    const lines = new JsonLines<number>(join(root, "x.jsonl"));
    await Promise.all(Array.from({ length: 100 }, (_, i) => lines.append([i, i + 0.5])));
    expect(await lines.readNew()).toEqual(Array.from({ length: 100 }, (_, i) => [i, i + 0.5]).flat());
  });
});

describe("metrics", () => {
  const datum = {
    name: "Rows",
    value: 1,
    unit: "Count",
    timestamp: 1000,
    dimensions: { Endpoint: "e", Variant: "v" },
  } as const;

  test("of a series that nobody published are none", async () => {
    expect(await ports.metrics.query({ namespace: "P", name: "Rows", dimensions: {} }, 0, 1e15)).toEqual([]);
  });

  test("are found by namespace, name and exactly these dimensions in any order, from inclusive, to exclusive", async () => {
    await ports.metrics.put("P", [
      datum,
      { ...datum, value: 2, timestamp: 2000 },
      { ...datum, value: 9, dimensions: { Endpoint: "e" } },
    ]);
    await ports.metrics.put("Q", [{ ...datum, value: 8 }]);
    const series = { namespace: "P", name: "Rows", dimensions: { Variant: "v", Endpoint: "e" } };
    expect(await ports.metrics.query(series, 1000, 2000)).toEqual([
      { timestamp: 1000, statistics: { sampleCount: 1, sum: 1, minimum: 1, maximum: 1 } },
    ]);
    expect(await diskPorts({ root }).metrics.query(series, 0, 3000)).toHaveLength(2);
  });

  test("that are a set of values are a line of metrics.jsonl, and read back as they were", async () => {
    const { value: _, ...named } = datum;
    const statistics = { sampleCount: 3, sum: 6, minimum: -1, maximum: 4 };
    expect(await ports.metrics.put("P", [{ ...named, statistics }, datum])).toBe(0);
    const [line] = readFileSync(join(root, "metrics.jsonl"), "utf8").split("\n");
    expect(JSON.parse(line!)).toEqual({ namespace: "P", ...named, statistics });
    const series = { namespace: "P", name: "Rows", dimensions: datum.dimensions };
    expect(await diskPorts({ root }).metrics.query(series, 0, 3000)).toEqual([
      { timestamp: 1000, statistics },
      { timestamp: 1000, statistics: { sampleCount: 1, sum: 1, minimum: 1, maximum: 1 } },
    ]);
  });

  test.each(["sampleCount", "sum", "minimum", "maximum"])(
    "whose %s is not finite are refused",
    async (key) => {
      const { value: _, ...named } = datum;
      const statistics = { sampleCount: 3, sum: 6, minimum: -1, maximum: 4, [key]: Number.NaN };
      await expect(ports.metrics.put("P", [datum, { ...named, statistics }])).rejects.toThrow(
        /P Rows is NaN; expected a finite number/,
      );
    },
  );

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "with a value of %d are refused, and none of them is written",
    async (value) => {
      await expect(ports.metrics.put("P", [datum, { ...datum, value }])).rejects.toThrow(
        /P Rows is .*; expected a finite number/,
      );
      expect(
        await ports.metrics.query({ namespace: "P", name: "Rows", dimensions: datum.dimensions }, 0, 1e15),
      ).toEqual([]);
    },
  );
});

describe("traffic", () => {
  test("is undefined where nobody counted", async () => {
    expect(await ports.traffic.invocations("e", "v", 0, HOUR)).toBeUndefined();
  });

  test("is the sum over the hours, 0 for an hour without a line, and the last count of an hour that was counted twice", async () => {
    await ports.traffic.count("e", "v", 0, 10);
    await ports.traffic.count("e", "v", HOUR, 5);
    await ports.traffic.count("e", "v", HOUR, 7);
    expect(await ports.traffic.invocations("e", "v", 0, 2 * HOUR)).toBe(17);
    expect(await ports.traffic.invocations("e", "v", 0, HOUR)).toBe(10); // the end is exclusive
    expect(await ports.traffic.invocations("e", "v", HOUR, 2 * HOUR)).toBe(7);
    expect(await ports.traffic.invocations("e", "v", 2 * HOUR, 3 * HOUR)).toBe(0);
    expect(await ports.traffic.invocations("e", "other", 0, HOUR)).toBeUndefined();
  });

  test("knows errors where every hour of the span tells them", async () => {
    await ports.traffic.count("e", "v", 0, 10);
    const told = { hour: new Date(HOUR).toISOString(), count: 10, errors: 3 };
    appendFileSync(join(root, "traffic/e/v.jsonl"), `${JSON.stringify(told)}\n`);
    expect(await ports.traffic.errors("e", "v", HOUR, 2 * HOUR)).toBe(3);
    expect(await ports.traffic.errors("e", "v", 0, 2 * HOUR)).toBeUndefined();
    expect(await ports.traffic.errors("e", "other", 0, HOUR)).toBeUndefined();
  });

  test("is undefined for a part of an hour", async () => {
    await ports.traffic.count("e", "v", 0, 10);
    expect(await ports.traffic.invocations("e", "v", 0, HOUR / 12)).toBeUndefined();
  });

  test("of an endpoint whose name leaves the folder is refused", async () => {
    await expect(ports.traffic.invocations("..", "..", 0, HOUR)).rejects.toBeInstanceOf(UnusableInput);
  });
});

describe("events", () => {
  const lines = () =>
    readFileSync(join(root, "events.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { key: string });

  test("have the same key however often, whenever and in whatever order of fields they come", async () => {
    await ports.events.put([{ detailType: "T", time: 1, detail: { a: 1, b: { c: 2, d: 3 } } }]);
    await ports.events.put([{ detailType: "T", time: 2, detail: { b: { d: 3, c: 2 }, a: 1 } }]);
    await ports.events.put([{ detailType: "T", time: 2, detail: { b: { d: 3, c: 2 }, a: 2 } }]);
    const [one, two, three] = lines();
    expect(one!.key).toBe(two!.key);
    expect(one!.key).not.toBe(three!.key);
  });

  test("keep a key of their own", async () => {
    await ports.events.put([{ detailType: "T", time: 1, detail: { key: "e/v/w/0" } }]);
    expect(lines()[0]!.key).toBe("T/e/v/w/0");
  });
});

describe("training jobs", () => {
  const job = {
    TrainingJobName: "j",
    TrainingJobArn: "arn",
    TrainingJobStatus: "InProgress",
    SecondaryStatus: "Training",
    FinalMetricDataList: [],
    CreationTime: 0,
  };
  const put = (record: object) =>
    ports.work.put(
      trainingJobKey("j"),
      JSON.stringify({ version: 1, runner: thisProcess(), child: null, job, ...record }),
    );

  test("that nobody created are undefined, and stopping them is nothing", async () => {
    expect(await ports.trainingJobs.describe("j")).toBeUndefined();
    await ports.trainingJobs.stop("j");
  });

  test("give their status, artifacts and metrics", async () => {
    await put({
      job: {
        ...job,
        TrainingJobStatus: "Completed",
        ModelArtifacts: { S3ModelArtifacts: "/m.tar.gz" },
        FinalMetricDataList: [{ MetricName: "auc", Value: 0.7, Timestamp: 0 }],
      },
    });
    expect(await ports.trainingJobs.describe("j")).toEqual({
      name: "j",
      status: "Completed",
      modelArtifacts: "/m.tar.gz",
      metrics: { auc: 0.7 },
    });
  });

  test("have failed when the process that ran them is gone", async () => {
    await put({ runner: { ...thisProcess(), pid: 2_147_483_646 } });
    expect(await ports.trainingJobs.describe("j")).toMatchObject({
      status: "Failed",
      failureReason: "The process that ran the job is gone.",
    });
  });

  test("are stopping after stop, unless they have ended", async () => {
    await put({});
    await ports.trainingJobs.stop("j");
    expect((await ports.trainingJobs.describe("j"))?.status).toBe("Stopping");
    await put({ job: { ...job, TrainingJobStatus: "Completed" } });
    await ports.trainingJobs.stop("j");
    expect((await ports.trainingJobs.describe("j"))?.status).toBe("Completed");
  });
});

describe("the ports of a folder", () => {
  test("open a capture bucket by its own name or by the folder that is said for it, each once", async () => {
    expect(ports.captures("/data/x").name).toBe("/data/x");
    expect(ports.captures("/data/x")).toBe(ports.captures("/data/x"));
    expect(diskPorts({ root, captures: (bucket) => join(root, bucket) }).captures("cap").name).toBe(
      join(root, "cap"),
    );
  });

  test("have a random sensitive key that is made once and that only the owner reads", () => {
    const key = ports.sensitiveKey;
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(diskPorts({ root }).sensitiveKey).toBe(key);
    expect(statSync(join(root, "sensitive.key")).mode & 0o777).toBe(0o600);
  });

  test("take the sensitive key of the environment before their own", () => {
    vi.stubEnv("PLUMBLINE_SENSITIVE_KEY", "from-outside");
    expect(ports.sensitiveKey).toBe("from-outside");
  });

  test("have the real time where no clock is given", () => {
    expect(Math.abs(ports.clock.now() - Date.now())).toBeLessThan(60_000);
  });

  test("read a metrics file that somebody else goes on writing", async () => {
    const line = (value: number) =>
      `${JSON.stringify({ namespace: "P", name: "Rows", value, unit: "Count", timestamp: value, dimensions: {} })}\n`;
    appendFileSync(join(root, "metrics.jsonl"), line(1));
    const series = { namespace: "P", name: "Rows", dimensions: {} };
    expect(await ports.metrics.query(series, 0, 10)).toHaveLength(1);
    appendFileSync(join(root, "metrics.jsonl"), line(2));
    expect(await ports.metrics.query(series, 0, 10)).toHaveLength(2);
  });
});
