import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { objectBody } from "../adapters/object-body.ts";
import { captureKey, ENDPOINT, FIRST_DAY } from "../fixtures/make-captures.ts";
import { run } from "./run.ts";

const s3 = mockClient(S3Client);
const sfn = mockClient(SFNClient);
const MACHINES = "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-dev-";
const MONITOR = { monitor: "churn", endpoint: ENDPOINT, capture: { uri: "s3://captures/raw" } };
const replay = (env: Record<string, string>, ...more: string[]) =>
  run(
    [
      "replay",
      "--monitor",
      "churn",
      "--store",
      "s3://my-work",
      "--from",
      "2026-03-02",
      "--to",
      "2026-03-03",
      ...more,
    ],
    "/",
    env,
  );

beforeEach(() => {
  s3.reset();
  sfn.reset();
  const body = new TextEncoder().encode(JSON.stringify(MONITOR));
  s3.on(ListObjectsV2Command).resolves({ Contents: [] });
  s3.on(ListObjectsV2Command, { Bucket: "my-work", Prefix: "monitors/" }).resolves({
    Contents: [{ Key: "monitors/churn.json", ETag: '"1"', Size: body.length }],
  });
  s3.on(ListObjectsV2Command, {
    Bucket: "captures",
    Prefix: `raw/${ENDPOINT}/AllTraffic/2026/03/02/00/`,
  }).resolves({
    Contents: [{ Key: `raw/${captureKey(FIRST_DAY)}`, ETag: '"2"', Size: 1_000_000 }],
  });
  s3.on(GetObjectCommand).resolves({
    Body: objectBody(body),
    ETag: '"1"',
  });
  s3.on(PutObjectCommand).resolves({ ETag: '"3"' });
  sfn.on(StartExecutionCommand).resolves({});
});

describe("replay on AWS", () => {
  test("--dry-run counts, needs no address of the machines, and starts and writes nothing", async () => {
    const { status, out } = await replay({}, "--dry-run");
    expect({ status, out }).toMatchObject({
      status: 0,
      out: expect.stringMatching(
        /24 windows, 1 capture file \(1\.0 MB\), 0 stored partials, 1 file to read; on AWS about \$0\.\d{4}\.\nNothing was started/,
      ),
    });
    expect(sfn.calls()).toHaveLength(0);
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(0);
  });

  test("starts the replay machine with the windows and says where to look", async () => {
    const { status, out } = await replay({ PLUMBLINE_MACHINES: MACHINES });
    expect(status).toBe(0);
    const [call] = sfn.commandCalls(StartExecutionCommand);
    const { stateMachineArn, name, input } = call!.args[0].input;
    expect(stateMachineArn).toBe(`${MACHINES}replay`);
    expect(JSON.parse(input!)).toMatchObject({
      endpoint: ENDPOINT,
      variant: "AllTraffic",
      windows: expect.arrayContaining(["20260302T00Z", "20260302T23Z"]),
    });
    expect(out).toContain(`Started as execution ${name}`);
    expect(out).toContain(`Results: s3://my-work/replays/${name!.slice(2)}/windows/`);
  });

  test("without the machines' address says which variable is missing", async () => {
    const { status, err } = await replay({});
    expect(status).toBe(2);
    expect(err).toContain("PLUMBLINE_MACHINES is not set");
  });
});
