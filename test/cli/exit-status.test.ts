import { describe, expect, test } from "vitest";
import { exitStatusOf } from "../../cli/exit-status.ts";
import { VERDICTS } from "../../shared/report/verdict.ts";

describe("the exit status of a run", () => {
  test("no window at all is 0", () => {
    expect(exitStatusOf([])).toBe(0);
  });

  // docs/command-line.md
  test.each([
    ["Healthy", 0],
    ["NoTraffic", 0],
    ["InsufficientData", 0],
    ["Learning", 0],
    ["Violations", 1],
    ["CaptureBroken", 1],
    ["BaselineMissing", 2],
    ["TooLate", 2],
    ["Failed", 2],
  ] as const)("%s alone is %i", (verdict, status) => {
    expect(exitStatusOf([verdict])).toBe(status);
  });

  test("2 is over 1, and 1 is over 0", () => {
    expect(exitStatusOf(["Healthy", "Violations", "Healthy"])).toBe(1);
    expect(exitStatusOf(["Violations", "TooLate", "Healthy"])).toBe(2);
    expect(exitStatusOf(VERDICTS)).toBe(2);
  });
});
