import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import * as ownErrors from "../shared/errors.ts";
import { machineNames, machineText, statesOf, stepTable } from "./serverless/project.ts";

const require = createRequire(import.meta.url);
const validate: (definition: unknown) => {
  isValid: boolean;
  errorsText(): string;
} = require("asl-validator");

/** What CloudFormation makes of the file: every `${Name}` has a value. */
function substituted(machine: string): string {
  return machineText(machine).replaceAll(/\$\{(\w+)\}/g, (_, name: string) =>
    name === "Partition"
      ? "aws"
      : name === "NotificationTopic"
        ? "arn:aws:sns:us-east-1:111122223333:topic"
        : `arn:aws:lambda:us-east-1:111122223333:function:${name}`,
  );
}

test("there are the four machines of the table", () => {
  const inTable = new Set(stepTable().flatMap(({ machines }) => machines));
  expect(machineNames().sort()).toEqual([...inTable].sort());
});

describe.each(machineNames())("%s", (machine) => {
  const states = statesOf(JSON.parse(machineText(machine)));

  test("is valid Amazon States Language after substitution", () => {
    const result = validate(JSON.parse(substituted(machine)));
    expect(result.isValid ? "" : result.errorsText()).toBe("");
  });

  test("names no state twice, in Maps neither", () => {
    const names = states.map(([name]) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  test("gives every task a time limit: Step Functions has none of its own", () => {
    expect(
      states
        .filter(([, state]) => state.Type === "Task" && !(state.TimeoutSeconds > 0))
        .map(([name]) => name),
    ).toEqual([]);
  });

  test("tries every function again when Lambda is short of room", () => {
    const tasks = states.filter(([, state]) => state.Type === "Task" && /^\$\{\w+\}$/.test(state.Resource));
    const patient = tasks.filter(([, state]) =>
      state.Retry?.some((retry: { ErrorEquals: string[] }) =>
        retry.ErrorEquals.includes("Lambda.TooManyRequestsException"),
      ),
    );
    expect(tasks.map(([name]) => name)).toEqual(patient.map(([name]) => name));
  });

  test("catches and retries only errors that exist: ours by their class, or a service's", () => {
    const caught = states
      .flatMap(([, state]) => [...(state.Retry ?? []), ...(state.Catch ?? [])])
      .flatMap((rule) => rule.ErrorEquals as string[]);
    const unknown = caught.filter(
      (name) => !(name in ownErrors) && !/^(States|Lambda|Sandbox|Runtime|SageMaker)\.\w+$/.test(name),
    );
    expect(unknown).toEqual([]);
  });
});

test("every function of a window is tried again when its sandbox died: each step may run twice", () => {
  const tasks = ["analyze-window", "replay"]
    .flatMap((machine) => statesOf(JSON.parse(machineText(machine))))
    .filter(([, state]) => state.Type === "Task");
  const patient = tasks.filter(([, state]) =>
    state.Retry?.some((retry: { ErrorEquals: string[] }) => retry.ErrorEquals.includes("Sandbox.Timedout")),
  );
  expect(tasks.map(([name]) => name)).toEqual(patient.map(([name]) => name));
});
