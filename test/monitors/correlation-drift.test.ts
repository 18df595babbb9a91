/** Columns that depend on each other otherwise than before, each with the same distribution as before: found; while nothing changes: quiet. */
import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { type BaselineWindow, learnCalibration } from "../../shared/calibration/learn-calibration.ts";
import { compareWindow } from "../../shared/monitors/compare-window.ts";
import { SpanTally } from "../../shared/monitors/judge-spans.ts";
import { type JudgedBaseline, judgeWindow } from "../../shared/monitors/judge-window.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { gaussian } from "../profile/correlated-rows.ts";
import { judgedBaseline } from "./judged-baseline.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-01-01T00:00:00Z");
const LEARNT = 20 * 24;
const ROWS = 300;
const NAMES = ["x", "y", "z", "flag", "rare"];

interface Drift {
  /** Pearson's correlation of x and y, whose variances stay 1 whatever it is. */
  readonly r?: number;
  readonly shift?: number;
  readonly rows?: number;
  /** y and z come from other rows than x. */
  readonly shuffled?: boolean;
}

type Random = () => number;

/** x with y and z of it, a flag of three rows in ten and one of a row in a hundred: all but the rare one are spread. */
function row(random: Random, { r = 0.8, shift = 0, shuffled = false }: Drift): number[] {
  const x = gaussian(random);
  const y = r * x + Math.sqrt(1 - r * r) * gaussian(random);
  const z = 0.7 * x + Math.sqrt(1 - 0.49) * gaussian(random);
  return [shuffled ? gaussian(random) : x + shift, y, z, random() < 0.3 ? 1 : 0, random() < 0.01 ? 1 : 0];
}

/** An hour whose correlation wanders a little as real ones do: `r` by a standard deviation of 0.03. */
function windowOf(hour: number, random: Random, drift: Drift = {}): BaselineWindow {
  const profile = new DatasetProfile({ names: NAMES });
  const wandering = Math.min(0.95, (drift.r ?? 0.8) + 0.03 * gaussian(random));
  for (let line = 1; line <= (drift.rows ?? ROWS); line++) {
    profile.countRecord();
    profile.addRow({ cells: row(random, { ...drift, r: wandering }), typed: true }, { key: "data", line });
  }
  return { start: START + hour * HOUR, slot: "none", profile };
}

const random = seededRandom(41);
const learnt = Array.from({ length: LEARNT }, (_, hour) => windowOf(hour, random));
const whole = new DatasetProfile();
for (const { profile } of learnt) whole.merge(profile);
const constraints = suggestConstraints(whole);
const calibration = learnCalibration(learnt, {
  features: constraints.features,
  whole,
  minRows: 100,
  windowMs: HOUR,
})!;
const ofTimes = judgedBaseline(whole, { constraints, calibration });
const withoutTimes = judgedBaseline(whole, { constraints });

const CHECK = "correlation_drift_check";
const definitionWith = (drift: object) =>
  parseMonitorDefinition({ monitor: "m", endpoint: "e", capture: { uri: "c" }, drift });
const definition = definitionWith({});

const givenOf = ({ start, profile }: BaselineWindow, by: MonitorDefinition) => ({
  definition: by,
  window: { endpoint: "e", variant: "AllTraffic", start, end: start + HOUR },
  profile,
  baseline: undefined,
  invocations: undefined,
  unprofiled: 0,
});
const judge = (window: BaselineWindow, baseline: JudgedBaseline, by = definition) =>
  judgeWindow({ ...givenOf(window, by), baseline }).verdict;

describe.each([
  ["that learnt from its windows", ofTimes],
  ["without times", withoutTimes],
])("by a baseline %s", (_, baseline) => {
  const after = (seed: number, drift: Drift, count = 5) => {
    const own = seededRandom(seed);
    return Array.from({ length: count }, (_each, at) => windowOf(LEARNT + at, own, drift));
  };

  test("200 windows in which nothing changed say nothing of pairs", () => {
    for (const window of after(42, {}, 200)) {
      const { violations, reported } = judge(window, baseline);
      expect([...violations, ...reported].filter(({ check }) => check === CHECK)).toEqual([]);
    }
  });

  test("a correlation that falls while both columns stay is found, and told in words", () => {
    for (const window of after(43, { r: 0.1 })) {
      const { violations, verdict } = judge(window, baseline);
      expect(verdict).toBe("Violations");
      expect(violations.map(({ check }) => check)).toEqual([CHECK]);
      const [{ column, description, distance, kind, severity }] = violations as [(typeof violations)[0]];
      // z depends on y a little, by x: where that shows as well, y has two pairs that changed.
      expect(["x", "y"]).toContain(column);
      expect([kind, severity]).toEqual(["drift", "ticket"]);
      expect(description).toMatch(
        /^Correlation drift: rank correlation of (x and y|y and x): -?0\.[0-2]\d instead of 0\.7[89]; the change 0\.\d+ exceeds threshold: 0\.2 \(limit 0\.\d+ (learnt from 480 windows of 20 days|of independent rows); unchanged data looks like this .*\)(; also changed: y and z)?$/,
      );
      // Spearman's of a normal pair: 6/π · asin(r/2), of 0.8 and of 0.1 (Pearson 1907).
      expect(Math.abs(distance! - (0.786 - 0.0955))).toBeLessThan(0.2);
    }
  });

  test("hours that came in files of ten rows are judged as any other", () => {
    const own = seededRandom(54);
    const hourOf = (at: number, drift: Drift): BaselineWindow => {
      const profile = new DatasetProfile();
      for (let file = 0; file < 60; file++) profile.merge(windowOf(at, own, { ...drift, rows: 10 }).profile);
      return { start: START + at * HOUR, slot: "none", profile };
    };
    const told = (drift: Drift) =>
      Array.from({ length: 25 }, (_each, at) => {
        const { violations, reported } = judge(hourOf(LEARNT + at, drift), baseline);
        return [...violations, ...reported].filter(({ check }) => check === CHECK).length;
      });
    expect(told({})).toEqual(Array(25).fill(0));
    expect(told({ r: 0.1 })).toEqual(Array(25).fill(1));
  });

  test("a column whose rows were shuffled is one finding, of that column", () => {
    const [window] = after(44, { shuffled: true }, 1);
    const { violations } = judge(window!, baseline);
    expect(violations.map(({ column, check }) => [column, check])).toEqual([["x", CHECK]]);
    expect(violations[0]!.description).toContain("; also changed: ");
  });

  test("where a column itself has drifted, that is told and its pairs are not", () => {
    const [window] = after(45, { r: 0.1, shift: 3 }, 1);
    const { violations } = judge(window!, baseline);
    expect(violations.map(({ column, check }) => [column, check])).toContainEqual([
      "x",
      "baseline_drift_check",
    ]);
    for (const { check, description } of violations.filter((each) => each.check === CHECK))
      expect([check, /\bx\b/.test(description)]).toEqual([CHECK, false]);
  });

  test("a change up to drift.correlationThreshold is reported", () => {
    const [window] = after(46, { r: 0.1 }, 1);
    const { violations, reported } = judge(window!, baseline, definitionWith({ correlationThreshold: 1 }));
    expect(violations).toEqual([]);
    expect(reported.map(({ check, severity }) => [check, severity])).toEqual([[CHECK, "note"]]);
    expect(reported[0]!.description).toContain("does not exceed threshold: 1");
  });

  test("fewer than 50 rows say nothing of pairs", () => {
    const [window] = after(47, { r: -0.9, rows: 40 }, 1);
    const { violations } = judge(window!, baseline, parseMonitorDefinition({ ...definition, minRows: 10 }));
    expect(violations.filter(({ check }) => check === CHECK)).toEqual([]);
  });
});

describe("columns under other names", () => {
  const renamedTo = (name: string) => (_each: unknown, hour: number) => {
    const own = seededRandom(48 + hour);
    const profile = new DatasetProfile({ names: NAMES.map((each) => (each === "y" ? name : each)) });
    for (let line = 1; line <= ROWS; line++) {
      profile.countRecord();
      profile.addRow(
        { cells: row(own, { r: hour % 2 === 0 ? 0.8 : 0.1 }), typed: true },
        { key: "data", line },
      );
    }
    return { start: START + (LEARNT + hour) * HOUR, slot: "none", profile };
  };
  const told = (windows: BaselineWindow[], by = definition) =>
    windows.map((window) =>
      judge(window, ofTimes, by).violations.map(({ column, check }) => [column, check]),
    );

  test("are compared where the definition declares them", () => {
    const by = parseMonitorDefinition({
      ...definition,
      columns: { names: NAMES, versions: [{ from: "2001-01-10T00:00:00Z", renamed: { y: "height" } }] },
    });
    const windows = Array.from({ length: 4 }, renamedTo("height"));
    expect(told(windows, by)).toEqual([[], [["height", CHECK]], [], [["height", CHECK]]]);
  });

  test("are compared by position where a window has no names", () => {
    const [window] = Array.from({ length: 1 }, () => {
      const own = seededRandom(49);
      const profile = new DatasetProfile();
      for (let line = 1; line <= ROWS; line++) {
        profile.countRecord();
        profile.addRow({ cells: row(own, { r: 0.1 }), typed: true }, { key: "data", line });
      }
      return { start: START + LEARNT * HOUR, slot: "none", profile };
    });
    expect(told([window!])).toEqual([[["y", CHECK]]]);
  });
});

describe("a day of hours", () => {
  const dayOf = (seed: number, drift: Drift) => {
    const own = seededRandom(seed);
    const hours = Array.from({ length: 24 }, (_, at) => windowOf(LEARNT + at, own, drift));
    const tally = new SpanTally(calibration);
    for (const hour of hours)
      tally.add({ context: compareWindow(givenOf(hour, definition), ofTimes).context, slot: "none" });
    const last = judgeWindow({
      ...givenOf(hours.at(-1)!, definition),
      baseline: ofTimes,
      spans: [tally.tallies("P1D", 24)],
    });
    return { alone: hours.map((hour) => judge(hour, ofTimes).violations), ...last.verdict };
  };

  test("shows a change that none of them shows alone", () => {
    const { alone, violations } = dayOf(50, { r: 0.56 });
    expect(alone.flat().length).toBeLessThan(6);
    expect(violations.map(({ column, check, scale }) => [column, check, scale])).toEqual([
      ["x", CHECK, "P1D"],
    ]);
    // 6/π · asin(r/2) of 0.56 is 0.54 and of 0.8 is 0.79.
    expect(violations[0]!.description).toMatch(
      /^Over 1 day: Correlation drift: rank correlation of x and y: 0\.5\d instead of 0\.(78|79); .* learnt from 20 such spans of 20 days/,
    );
  });

  test("in which nothing changed says nothing", () => {
    for (const seed of [51, 52, 53]) {
      const { violations, reported } = dayOf(seed, {});
      expect([...violations, ...reported]).toEqual([]);
    }
  });
});

describe("what is learnt of pairs", () => {
  test("is of columns that are spread: a flag of one row in a hundred is not", () => {
    expect(calibration.correlations!.columns).toEqual(["x", "y", "z", "flag"]);
  });

  test("are the variances between windows, where there are any, and the tail of the furthest pair", () => {
    const law = calibration.correlations!.laws["PT1H"]!;
    expect([law.windows, law.variances.length]).toEqual([LEARNT, 6]);
    // atanh ρ moves by 0.94/(1 − ρ²) of what r does, ρ = 0.79: 0.03 · 2.5, squared.
    expect(Math.sqrt(law.variances[0]!)).toBeGreaterThan(0.055);
    expect(Math.sqrt(law.variances[0]!)).toBeLessThan(0.095);
    expect(Math.sqrt(law.variances[1]!)).toBeLessThan(0.03);
    expect(Object.keys(calibration.correlations!.laws)).toEqual(["PT1H", "PT6H", "P1D"]);
  });
});
