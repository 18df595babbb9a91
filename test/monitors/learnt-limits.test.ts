import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import { learntLimits } from "../../shared/monitors/learnt-limits.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";

const definition = (more: Record<string, unknown> = {}) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, ...more });

/** `rows` of one column that is uniform between `from` and `from` + 1. */
function profileOf(rows: number, from: number, seed: number): DatasetProfile {
  const profile = new DatasetProfile({ names: ["x"] });
  const random = seededRandom(seed);
  for (let row = 0; row < rows; row++) {
    profile.countRecord();
    profile.addRow({ cells: [from + random()], typed: true }, { key: "k", line: row + 1 });
  }
  return profile;
}

const reference = profileOf(2000, 0, 1);
const baseline = {
  id: "b1",
  constraints: suggestConstraints(reference),
  profile: reference,
  slot: "h09",
  excluded: [],
  calibration: {
    version: 1 as const,
    statistic: "LInfinity",
    minRows: 100,
    windows: 168,
    days: 7,
    falseAlarmRate: 1 / 730,
    columns: {
      x: {
        drift: { multiple: 2, variance: 0.04, windows: 168, days: 7 },
        shares: { completeness_check: { limit: 0.05, windows: 160, days: 7 } },
      },
    },
  },
};

describe("learntLimits", () => {
  test("are the multiple of the spread at the rows of both sides, and say where they come from", () => {
    const limits = learntLimits(definition(), baseline)!;
    expect(limits.drift("x", 400, 1600)).toEqual({
      limit: 2 * Math.sqrt(1 / 400 + 1 / 1600 + 0.04),
      from: "learnt from 168 windows of 7 days, hour 9 of the day",
    });
    expect(limits.share("x", "completeness_check", 400)).toEqual({
      limit: 0.05,
      from: "learnt from 160 windows of 7 days",
    });
  });

  test("are undefined for a column or a check that nothing was learnt of", () => {
    const limits = learntLimits(definition(), baseline)!;
    expect(limits.drift("y", 400, 1600)).toBeUndefined();
    expect(limits.share("y", "completeness_check", 400)).toBeUndefined();
    expect(limits.share("x", "data_type_check", 400)).toBeUndefined();
  });

  test.each([
    ["the baseline learnt nothing", definition(), undefined],
    ["the definition switches them off", definition({ drift: { calibration: "off" } }), baseline.calibration],
    [
      "Model Monitor's rules are asked for",
      definition({ compatibility: "ModelMonitor" }),
      baseline.calibration,
    ],
    ["they were learnt of another statistic", definition(), { ...baseline.calibration, statistic: "Other" }],
  ])("there are none where %s", (_case, given, calibration) => {
    expect(learntLimits(given, { ...baseline, calibration })).toBeUndefined();
  });
});

describe("judgeWindow with learnt limits", () => {
  // Moved by 0.3 of its width a uniform column lies 0.3 away: above the 0.1 of the constraint, below the limit of 0.42.
  const judge = (drift: Record<string, unknown>, rows = 500, invocations?: number) =>
    judgeWindow({
      definition: definition({ drift }),
      window: { endpoint: "e", variant: "v", start: 0, end: 3_600_000 },
      profile: profileOf(rows, 0.3, 2),
      baseline,
      invocations,
      unprofiled: 0,
    }).verdict;

  test("what the baseline's own windows explain is reported and does not violate", () => {
    expect(judge({})).toMatchObject({ verdict: "Healthy", violationRate: 0, violations: [] });
  });

  test("switched off, the constraint alone decides", () => {
    const { verdict, violations } = judge({ calibration: "off" });
    expect(verdict).toBe("Violations");
    expect(violations).toMatchObject([{ column: "x", check: "baseline_drift_check" }]);
    expect(violations[0]!.thresholdFrom).toMatch(/^Robust: threshold 0\.1 and sampling of 500 against /);
  });

  test("a window of as many rows as the monitor asks for is judged, of one fewer it is not", () => {
    expect(judge({}, 100).verdict).toBe("Healthy");
    expect(judge({}, 99).verdict).toBe("InsufficientData");
  });

  test("silence is broken capture from as many expected records on as the monitor asks for", () => {
    expect(judge({}, 0, 100).verdict).toBe("CaptureBroken");
    expect(judge({}, 0, 99).verdict).toBe("NoTraffic");
  });
});
