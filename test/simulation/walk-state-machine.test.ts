import { describe, expect, test } from "vitest";
import { readMachine } from "../../simulation/walk-state-machine.ts";

const machineOf = (state: object) => JSON.stringify({ StartAt: "one", States: { one: state } });

describe("a part of the language that is not walked is refused, not passed over", () => {
  test.each([
    ["a kind of state", { Type: "Parallel", End: true }, "State one is a Parallel"],
    ["a field", { Type: "Task", HeartbeatSeconds: 5, End: true }, "state one (Task) has HeartbeatSeconds"],
    ["a Map's results", { Type: "Map", ItemsPath: "$.a", End: true }, "Map one keeps its results"],
    ["a selector", { Type: "Task", ResultSelector: { "a.$": "$.a" } }, "ResultSelector of one has a.$"],
  ])("%s", (_, state, refusal) => {
    expect(() => readMachine(machineOf(state))).toThrow(refusal);
  });
});
