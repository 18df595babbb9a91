import { readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { localServices, type Notification } from "../../local/local-services.ts";
import type { Task } from "../../local/local-state-machine.ts";
import { LocalTrainingJobs } from "../../local/local-training-jobs.ts";

const roots: string[] = [];
const clock = { now: () => Date.parse("2001-02-16T10:00:00Z") };
let root: string;
let services: Readonly<Record<string, Task>>;
let told: Notification[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "services-"));
  roots.push(root);
  told = [];
  const work = new DiskObjectStore(root);
  const trainingJobs = new LocalTrainingJobs({ root, work, clock });
  services = localServices({
    work,
    clock,
    trainingJobs,
    notifications: join(root, "notifications.jsonl"),
    onNotification: (each) => told.push(each),
  });
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

const arn = (group: string, version: number) => ({
  ModelPackageArn: `arn:aws:sagemaker:us-east-1:000000000000:model-package/${group}/${version}`,
});
const register = (ModelPackageGroupName: unknown, ClientToken?: string) =>
  services["create-model-package"]!({
    ModelPackageGroupName,
    ClientToken,
    ModelApprovalStatus: "PendingManualApproval",
  });

describe("create-model-package", () => {
  test("numbers the packages of a group from 1 and keeps each request", async () => {
    expect(await register("g", "a")).toEqual(arn("g", 1));
    expect(await register("g", "b")).toEqual(arn("g", 2));
    expect(await register("h", "a")).toEqual(arn("h", 1));
    const kept = JSON.parse(readFileSync(join(root, "model-packages/g/2.json"), "utf8")) as object;
    expect(kept).toMatchObject({
      ModelPackageGroupName: "g",
      ClientToken: "b",
      ModelPackageVersion: 2,
      ModelApprovalStatus: "PendingManualApproval",
      CreationTime: "2001-02-16T10:00:00.000Z",
    });
  });

  test("registers the same token once, also when it comes at once, and writes what a crash left out", async () => {
    expect(await Promise.all([register("g", "a"), register("g", "a"), register("g", "a")])).toEqual([
      arn("g", 1),
      arn("g", 1),
      arn("g", 1),
    ]);
    rmSync(join(root, "model-packages/g/1.json"));
    expect(await register("g", "a")).toEqual(arn("g", 1));
    expect(JSON.parse(readFileSync(join(root, "model-packages/g/1.json"), "utf8"))).toMatchObject({
      ModelPackageVersion: 1,
    });
  });

  test("takes every request without a token for a new one", async () => {
    expect(await register("g")).toEqual(arn("g", 1));
    expect(await register("g")).toEqual(arn("g", 2));
  });

  test.each([undefined, "", "../g", "g/h"])("refuses group %j", async (group) => {
    await expect(register(group)).rejects.toMatchObject({ name: "SageMaker.ValidationException" });
  });
});

test("notify writes the message down and tells", async () => {
  const answer = await services["notify"]!({ TopicArn: "t", Subject: "s", Message: "m\nn" });
  expect(answer).toEqual({ MessageId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  const line = { time: "2001-02-16T10:00:00.000Z", topic: "t", subject: "s", message: "m\nn" };
  expect(JSON.parse(readFileSync(join(root, "notifications.jsonl"), "utf8"))).toEqual(line);
  expect(told).toEqual([line]);
});

test("create-training-job is the training jobs' own", async () => {
  await expect(services["create-training-job"]!({})).rejects.toMatchObject({
    name: "SageMaker.ValidationException",
  });
});
