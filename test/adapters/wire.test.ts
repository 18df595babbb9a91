import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { events } from "../../adapters/aws/parts/events.ts";
import { executions } from "../../adapters/aws/parts/executions.ts";
import { metrics } from "../../adapters/aws/parts/metrics.ts";
import { storage } from "../../adapters/aws/parts/storage.ts";
import { traffic } from "../../adapters/aws/parts/traffic.ts";
import { trainingJobs } from "../../adapters/aws/parts/training-jobs.ts";
import { wire } from "../../adapters/wire.ts";

const onAws = {
  PLUMBLINE_STORE: "s3://work",
  PLUMBLINE_MACHINES: "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-dev-",
  PLUMBLINE_SENSITIVE_KEY: "k",
};

describe("on AWS", () => {
  test("a function has the ports of its parts, the clock and the key, and no others", () => {
    const ports = wire([storage], onAws);
    expect(Object.keys(ports).sort()).toEqual(["captures", "clock", "sensitiveKey", "work"]);
    expect([ports.work.name, ports.captures("ml-captures").name, ports.sensitiveKey]).toEqual([
      "s3://work",
      "s3://ml-captures",
      "k",
    ]);
  });

  test("all parts together are all ports", () => {
    const ports = wire([storage, metrics, traffic, executions, trainingJobs, events], onAws);
    expect(Object.keys(ports).sort()).toEqual([
      "captures",
      "clock",
      "events",
      "executions",
      "metrics",
      "sensitiveKey",
      "traffic",
      "trainingJobs",
      "work",
    ]);
  });

  test("a bucket is one store, so that what is kept beside it is kept once", () => {
    const ports = wire([storage], onAws);
    expect(ports.captures("a")).toBe(ports.captures("a"));
    expect(ports.captures("work")).toBe(ports.work);
  });

  test("a missing machine ARN or key throws when it is asked for, and names the variable", () => {
    const bare = { PLUMBLINE_STORE: "s3://work" };
    expect(() => wire([storage], bare)).not.toThrow();
    expect(() => wire([executions], bare)).toThrow("PLUMBLINE_MACHINES is not set");
    expect(() => wire([storage], bare).sensitiveKey).toThrow("PLUMBLINE_SENSITIVE_KEY is not set");
  });

  test.each(["s3://", "s3://my-work/prefix", "s3://Work"])("%s is no bucket", (store) => {
    expect(() => wire([storage], { PLUMBLINE_STORE: store })).toThrow("expected s3://bucket");
  });
});

describe("on a folder", () => {
  test("the same parts give the folder's ports", async () => {
    const root = mkdtempSync(join(tmpdir(), "plumbline-wire-"));
    try {
      const ports = wire([storage, metrics], { PLUMBLINE_STORE: root });
      expect(await ports.work.put("a/b.json", "{}", { ifNoneMatch: "*" })).toMatchObject({ written: true });
      expect(await ports.work.put("a/b.json", "{}", { ifNoneMatch: "*" })).toEqual({ written: false });
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
