/**
 * The state machine files by a second interpreter: the protocol server's, which runs them as they are deployed (JSONPath,
 * Choice, Wait, distributed Map, Catch). Both interpreters must come to the same output. Lambda answers are queued in
 * the order of the calls; service integrations (createTrainingJob.sync) are beyond that server.
 */
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MachineName } from "../../steps/ports.ts";
import { deployedDefinition, runMachine } from "../local/machine-runs.ts";
import { hasMoto, type MotoServer, startMoto } from "./moto-server.ts";

if (!hasMoto)
  console.log("moto_server is not on this machine: the state machines were run by one interpreter only.");

const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const REQUEST = {
  endpoint: "shop",
  variant: "AllTraffic",
  trigger: "window",
  windowId: "20010216T10Z",
  reason: "because",
};
const schedule = { closeAt: "2001-02-16T11:10:00Z" };
const nothingMissing = { round: 1, missing: [], shards: [] };
const verdict = (violationRate: number | null) => ({
  verdict: "Violations",
  violationRate,
  violationRateThreshold: 0.2,
});
const published = (mayRetrain: boolean) => ({ first: mayRetrain, mayRetrain });

/** Answers of the tasks in the order of their calls; a state that is called again has the next of its answers. */
type Answers = readonly (readonly [state: string, answer: unknown])[];

const PATHS: readonly (readonly [path: string, machine: MachineName, input: object, answers: Answers])[] = [
  [
    "a window below the threshold",
    "analyze-window",
    WINDOW,
    [
      ["schedule-close", schedule],
      ["close-window", nothingMissing],
      ["analyze-window", verdict(0.1)],
      ["publish-report", published(true)],
    ],
  ],
  [
    "a window at the threshold, with files whose event never came and merged in shards",
    "analyze-window",
    WINDOW,
    [
      ["schedule-close", schedule],
      ["close-window", { round: 1, missing: [{ objects: [{ bucket: "b", key: "k" }] }], shards: [] }],
      ["profile-capture-file", { files: 1 }],
      ["close-window", { round: 2, missing: [], shards: [0, 1] }],
      ["merge-profiles", { key: "a" }],
      ["merge-profiles", { key: "b" }],
      ["analyze-window", verdict(0.2)],
      ["publish-report", published(true)],
      ["start-retraining", { started: true, name: "t" }],
    ],
  ],
  [
    "a later revision at the threshold",
    "analyze-window",
    { ...WINDOW, revision: 1 },
    [
      ["schedule-close", schedule],
      ["close-window", nothingMissing],
      ["analyze-window", verdict(0.5)],
      ["publish-report", published(false)],
    ],
  ],
  [
    "a window of which nothing was evaluated",
    "analyze-window",
    WINDOW,
    [
      ["schedule-close", schedule],
      ["close-window", nothingMissing],
      ["analyze-window", verdict(null)],
      ["publish-report", published(true)],
    ],
  ],
  [
    "a replay of one window",
    "replay",
    { id: "again", endpoint: "shop", variant: "AllTraffic", source: "partials", windows: ["20010216T10Z"] },
    [
      ["close-window", nothingMissing],
      ["analyze-window", verdict(0.5)],
      ["publish-report", published(false)],
    ],
  ],
  [
    "a retraining that was decided against",
    "retrain",
    REQUEST,
    [["decide-retraining", { action: "wait", reasons: ["cooldown"] }]],
  ],
  [
    "a retraining whose lock somebody has",
    "retrain",
    REQUEST,
    [
      ["decide-retraining", { action: "retrain", reasons: [] }],
      ["acquire-retraining", { acquired: false, jobName: "", reason: "busy" }],
    ],
  ],
  [
    "a baseline",
    "suggest-baseline",
    { monitor: "shop", dataset: "s3://b/k.csv" },
    [["suggest-baseline", { folder: "baselines/shop/b1/", rows: 10 }]],
  ],
];

describe.skipIf(!hasMoto)("the state machines by the protocol server's interpreter", () => {
  let server: MotoServer;
  let client: SFNClient;
  beforeAll(async () => {
    server = await startMoto();
    client = new SFNClient({
      endpoint: server.url,
      region: "us-east-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await post("/moto-api/config", {
      stepfunctions: { execute_state_machine: true },
      lambda: { use_docker: false },
    });
  }, 30_000);
  afterAll(() => {
    client?.destroy();
    server?.stop();
  });

  const post = (path: string, body: unknown) =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  /** A machine of its own for each run. */
  async function machineArn(machine: MachineName, name: string): Promise<string> {
    const definition = JSON.stringify(deployedDefinition(machine));
    const roleArn = "arn:aws:iam::123456789012:role/any";
    const created = await client.send(new CreateStateMachineCommand({ name, definition, roleArn }));
    return created.stateMachineArn!;
  }

  async function outputOf(
    machine: MachineName,
    name: string,
    input: object,
    answers: Answers,
  ): Promise<unknown> {
    // That server copies its machines with their past executions at each start, and cannot copy those.
    await post("/moto-api/reset", {});
    await post("/moto-api/static/lambda-simple/response", {
      results: answers.map(([, answer]) => JSON.stringify(answer)),
      region: "us-east-1",
    });
    const { executionArn } = await client.send(
      new StartExecutionCommand({
        stateMachineArn: await machineArn(machine, name),
        name,
        input: JSON.stringify(input),
      }),
    );
    for (let turn = 0; turn < 100; turn++) {
      const { status, output, error, cause } = await client.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      if (status === "SUCCEEDED") return JSON.parse(output!);
      if (status !== "RUNNING") throw new Error(`${status}: ${error} ${cause}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the execution did not end within 5 seconds");
  }

  test.each(PATHS)("%s has the same output by both", async (path, machine, input, answers) => {
    const local = await runMachine(
      deployedDefinition(machine),
      input,
      Object.fromEntries(
        answers.map(([state]) => [
          state,
          (_: unknown, call: number) => answers.filter(([name]) => name === state)[call]![1],
        ]),
      ),
    );
    expect(local.failure).toBeUndefined();
    expect([...local.called].sort()).toEqual(answers.map(([state]) => state).sort());
    const remote = await outputOf(machine, `p-${path.replace(/\W+/g, "-")}`.slice(0, 60), input, answers);
    expect(remote).toEqual(local.output);
  });
});
