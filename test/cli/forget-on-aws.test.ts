import {
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { objectBody } from "../adapters/object-body.ts";
import { captureKey, ENDPOINT, FIRST_DAY } from "../fixtures/make-captures.ts";
import { run } from "./run.ts";

const s3 = mockClient(S3Client);
const MONITOR = { monitor: "churn", endpoint: ENDPOINT, capture: { uri: "s3://captures/raw" } };
const KEY = `raw/${captureKey(FIRST_DAY)}`;
const forget = (...argv: string[]) =>
  run(["forget", "--monitor", "churn", "--store", "s3://my-work", ...argv], "/");

beforeEach(() => {
  s3.reset();
  const body = new TextEncoder().encode(JSON.stringify(MONITOR));
  s3.on(ListObjectsV2Command).resolves({ Contents: [] });
  s3.on(ListObjectsV2Command, { Bucket: "my-work", Prefix: "monitors/" }).resolves({
    Contents: [{ Key: "monitors/churn.json", ETag: '"1"', Size: body.length }],
  });
  s3.on(GetObjectCommand).resolves({
    Body: objectBody(body),
    ETag: '"1"',
  });
  s3.on(ListObjectVersionsCommand).resolves({});
  s3.on(ListObjectVersionsCommand, { Bucket: "captures" }).resolves({
    Versions: [
      { Key: KEY, VersionId: "2", Size: 1000, IsLatest: false },
      { Key: `raw/${captureKey(FIRST_DAY + 86_400_000)}`, VersionId: "3", Size: 5, IsLatest: true },
    ],
    DeleteMarkers: [{ Key: KEY, VersionId: "4", IsLatest: true }],
  });
  s3.on(DeleteObjectsCommand).resolves({});
});

describe("forget on AWS", () => {
  test("--before counts every version, and with --dry-run removes nothing", async () => {
    const { status, out } = await forget("--before", "2026-03-03", "--dry-run");
    expect({ status, out }).toMatchObject({
      status: 0,
      out: expect.stringContaining("Would remove:\n  1 capture object (2 versions, 1.0 kB)\n"),
    });
    expect(s3.commandCalls(DeleteObjectsCommand)).toHaveLength(0);
  });

  test("--before removes them, the marker last", async () => {
    expect((await forget("--before", "2026-03-03", "--yes")).status).toBe(0);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input)).toMatchObject([
      { Bucket: "captures", Delete: { Objects: [{ Key: KEY, VersionId: "2" }] } },
      { Bucket: "captures", Delete: { Objects: [{ Key: KEY, VersionId: "4" }] } },
    ]);
  });

  test("by id needs the machines' address, and says so before it changes anything", async () => {
    const { status, err } = await forget("--event-id", "e", "--yes");
    expect(status).toBe(2);
    expect(err).toContain("PLUMBLINE_MACHINES is not set");
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });
});
