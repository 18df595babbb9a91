import { describe, expect, test } from "vitest";
import type { Acknowledgement } from "../../shared/acknowledgements/acknowledgement.ts";
import type { FaultStateName } from "../../shared/faults/fault-state.ts";
import { brokenFaults } from "../../shared/retraining/broken-faults.ts";

const fault = (state: FaultStateName, last = "20010216T12Z") => ({
  kind: "unit-changed" as const,
  column: "amount",
  told: [{ window: "20010216T10Z", state, first: "20010216T10Z", last, description: "" }],
});
const said = (change: Partial<Acknowledgement> = {}, cause: object = {}): Acknowledgement => ({
  ...{ version: 1, id: "a", endpoint: "shop", variant: "AllTraffic", window: "20010216T11Z", revision: 0 },
  ...{ start: "2001-02-16T11:00:00Z", until: "2001-02-23T11:00:00Z", at: "2001-02-16T12:10:00Z" },
  ...{ as: "drift", by: null, note: null },
  causes: [
    {
      ...{ column: "amount", check: "baseline_drift_check", kind: "drift", measure: null, distance: 1 },
      ...{ n: 900, ...cause },
    },
  ],
  ...change,
});
const broken = (state: FaultStateName, answers: readonly Acknowledgement[] = [], last?: string) =>
  brokenFaults([fault(state, last)], answers).flatMap(({ told }) => told).length;

describe("the data were broken", () => {
  test.each(["opened", "undecided", "confirmed", "ended"] as const)("by a fault that is %s", (state) => {
    expect(broken(state)).toBe(1);
  });

  test.each([
    ["as fault", said({ as: "fault" })],
    ["of another column", said({}, { column: "country" })],
    ["of another check", said({}, { check: "completeness_check" })],
    ["of a window before it", said({ window: "20010216T09Z" })],
    ["of a window after it", said({ window: "20010216T13Z" })],
  ])("whatever is answered %s", (_, answer) => {
    expect(broken("confirmed", [answer])).toBe(1);
  });

  test("once the answer's time is over", () => {
    const answer = said({ until: "2001-02-16T14:00:00Z" });
    expect(broken("confirmed", [answer], "20010216T13Z")).toBe(0);
    expect(broken("confirmed", [answer], "20010216T14Z")).toBe(1);
  });
});

describe("nothing was broken", () => {
  test("by a fault that a closed window withdrew", () => {
    expect(broken("withdrawn")).toBe(0);
  });

  test.each(["expected", "drift"] as const)("by one that was answered as %s", (as) => {
    expect(broken("confirmed", [said({ as })])).toBe(0);
  });
});
