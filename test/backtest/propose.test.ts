import { describe, expect, test } from "vitest";
import type { Fired, Outcome } from "../../shared/backtest/outcome.ts";
import { type ProposalQuestion, propose, type Turned } from "../../shared/backtest/propose.ts";

/** A window in which columns are that far off, each with the budget from which on chance does not explain it. */
type Distances = Readonly<Record<string, { readonly distance: number; readonly budget?: number }>>;

const NOW = { "drift.threshold": 0.1, "shortfall.threshold": 0.01, "falseAlarms.perMonth": 1 } as const;

function judged(window: Distances, turned: Turned, check = "baseline_drift_check"): Outcome {
  const { "drift.threshold": threshold, "falseAlarms.perMonth": perMonth } = { ...NOW, ...turned };
  const fired = Object.entries(window)
    .filter(([, { distance, budget = 0 }]) => distance > threshold && perMonth >= budget)
    .map(([column, { distance }]): Fired => ({ column, check, severity: "ticket", distance, threshold }));
  return {
    verdict: fired.length > 0 ? "Violations" : "Healthy",
    violationRate: 0,
    breach: false,
    fired,
    reported: [],
  };
}

function ask(
  direction: ProposalQuestion["direction"],
  windows: readonly Distances[],
  { accepted = 1, check = "baseline_drift_check" } = {},
) {
  return propose({
    direction,
    now: NOW,
    accepted,
    before: windows.map((window) => judged(window, {}, check)),
    judge: (index, turned) => judged(windows[index]!, turned, check),
  });
}

const days = (count: number, distance: number) =>
  Array.from({ length: count }, (): Distances => ({ age: { distance } }));

describe("a quieter setting", () => {
  test("is the first threshold of those that people write that leaves what the budget accepts", () => {
    expect(ask("quieter", [...days(20, 0.12), ...days(6, 0.18), ...days(1, 0.6)])).toEqual({
      "drift.threshold": 0.2,
    });
  });

  test("leaves at most half where the budget accepts more", () => {
    expect(ask("quieter", [...days(6, 0.12), ...days(6, 0.4)], { accepted: 50 })).toEqual({
      "drift.threshold": 0.15,
    });
  });

  test("asks for more evidence where the size does not tell them apart", () => {
    const weak = Array.from({ length: 9 }, (): Distances => ({ age: { distance: 0.9, budget: 0.6 } }));
    expect(ask("quieter", [...weak, { age: { distance: 0.9 } }])).toEqual({ "falseAlarms.perMonth": 0.5 });
  });

  test("is none where nothing fired, and where faults alone did", () => {
    expect(ask("quieter", days(20, 0.05))).toBeUndefined();
    expect(ask("quieter", days(20, 0.5), { check: "completeness_check" })).toBeUndefined();
  });
});

describe("a sharper setting", () => {
  test("is the largest threshold that adds what the furthest one within the budget adds", () => {
    expect(ask("sharper", [...days(2, 0.08), ...days(30, 0.02)], { accepted: 2 })).toEqual({
      "drift.threshold": 0.07,
    });
  });

  test("adds one where the budget accepts less than one", () => {
    expect(ask("sharper", days(1, 0.06), { accepted: 0.1 })).toEqual({ "drift.threshold": 0.05 });
  });

  test("does not count what fires already", () => {
    expect(ask("sharper", [...days(40, 0.5), ...days(1, 0.06)])).toEqual({ "drift.threshold": 0.05 });
  });

  test("is none where one step would add too many, or none adds any", () => {
    expect(ask("sharper", days(30, 0.08))).toBeUndefined();
    expect(ask("sharper", [])).toBeUndefined();
  });

  test("takes less evidence where the size finds nothing, up to ten times the budget", () => {
    expect(ask("sharper", [{ age: { distance: 0.5, budget: 4 } }])).toEqual({ "falseAlarms.perMonth": 5 });
    expect(ask("sharper", [{ age: { distance: 0.5, budget: 11 } }])).toBeUndefined();
  });
});
