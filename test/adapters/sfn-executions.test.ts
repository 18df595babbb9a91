import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { canonicalJson, sfnExecutions } from "../../adapters/aws/sfn-executions.ts";

const sfn = mockClient(SFNClient);
const machines = "arn:aws:states:us-east-1:111122223333:stateMachine:plumbline-dev-";
const executions = sfnExecutions({ machines, client: new SFNClient({ region: "us-east-1" }) });
const failure = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => sfn.reset());

test("a name that is free, or runs with the same input, is started", async () => {
  sfn.on(StartExecutionCommand).resolves({});
  expect(await executions.start("analyze-window", "w-1", { b: 1, a: 2 })).toBe("started");
  expect(sfn.commandCalls(StartExecutionCommand)[0]!.args[0].input).toEqual({
    stateMachineArn: `${machines}analyze-window`,
    name: "w-1",
    input: '{"a":2,"b":1}',
  });
});

test("a spent name exists", async () => {
  sfn.on(StartExecutionCommand).rejects(failure("ExecutionAlreadyExists"));
  expect(await executions.start("retrain", "t-1", {})).toBe("exists");
});

test.each(["ThrottlingException", "TooManyRequestsException", "ExecutionLimitExceeded"])(
  "%s is Throttled",
  async (name) => {
    sfn.on(StartExecutionCommand).rejects(failure(name));
    await expect(executions.start("retrain", "t-1", {})).rejects.toMatchObject({ name: "Throttled" });
  },
);

test("another fault is passed on as it is", async () => {
  sfn.on(StartExecutionCommand).rejects(failure("StateMachineDoesNotExist"));
  await expect(executions.start("retrain", "t-1", {})).rejects.toMatchObject({
    name: "StateMachineDoesNotExist",
  });
});

test.each(["", "x".repeat(81), "w 1", "w:1", "w/1"])(
  "the name %j is refused before it is sent",
  async (name) => {
    await expect(executions.start("replay", name, {})).rejects.toMatchObject({ name: "UnusableInput" });
    expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
  },
);

test("an input is sent up to 256 KiB and refused past it", async () => {
  sfn.on(StartExecutionCommand).resolves({});
  const start = (bytes: number) =>
    executions.start("replay", "p-1", { text: "ü".repeat((bytes - '{"text":""}'.length - 1) / 2) + "x" });
  for (const bytes of [256 * 1024 - 2, 256 * 1024]) expect(await start(bytes)).toBe("started");
  await expect(start(256 * 1024 + 2)).rejects.toMatchObject({
    name: "UnusableInput",
    message: expect.stringContaining("Got an input of 262146 bytes") as string,
  });
  const sent = sfn.commandCalls(StartExecutionCommand).map((call) => call.args[0].input.input!);
  expect(sent.map((input) => Buffer.byteLength(input))).toEqual([262_142, 262_144]);
});

test("a name is sent up to 80 characters", async () => {
  sfn.on(StartExecutionCommand).resolves({});
  for (const length of [79, 80])
    expect(await executions.start("replay", "x".repeat(length), {})).toBe("started");
});

test("the status is the service's, undefined for a name that nobody used", async () => {
  sfn.on(DescribeExecutionCommand).resolves({ status: "TIMED_OUT" });
  expect(await executions.status("analyze-window", "w-1")).toBe("TIMED_OUT");
  expect(sfn.commandCalls(DescribeExecutionCommand)[0]!.args[0].input.executionArn).toBe(
    "arn:aws:states:us-east-1:111122223333:execution:plumbline-dev-analyze-window:w-1",
  );
  sfn.on(DescribeExecutionCommand).rejects(failure("ExecutionDoesNotExist"));
  expect(await executions.status("analyze-window", "w-2")).toBeUndefined();
});

test("an execution that waits for its redrive counts as running", async () => {
  sfn.on(DescribeExecutionCommand).resolves({ status: "PENDING_REDRIVE" });
  expect(await executions.status("analyze-window", "w-1")).toBe("RUNNING");
});

test("canonical JSON sorts keys at every depth and leaves lists as they are", () => {
  expect(canonicalJson({ b: [{ d: 1, c: null }, 2], a: "x" })).toBe('{"a":"x","b":[{"c":null,"d":1},2]}');
});
