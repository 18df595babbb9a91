/** What a baseline's own hours were seen to lack is no fault; what none of them came near is one, however heavy the learnt tail. */
import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { learnCalibration } from "../../shared/calibration/learn-calibration.ts";
import { findHardFaults } from "../../shared/faults/find-hard-faults.ts";
import { lookAtPart } from "../../shared/faults/look-at-part.ts";
import { type JudgedBaseline, judgeWindow } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";
import { windowOf } from "../../shared/window/window.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-01-01T00:00:00Z");
const HOURS = 20 * 24;
const COLUMNS = Array.from({ length: 30 }, (_, i) => `c${i}`);
const random = seededRandom(5);
const gaussian = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Rows whose cells are missing with a chance of their column. */
function rows(count: number, missing: (column: number) => number): DatasetProfile {
  const profile = new DatasetProfile({ names: COLUMNS });
  for (let line = 1; line <= count; line++) {
    profile.countRecord();
    const cells = COLUMNS.map((_, column) => (random() < missing(column) ? "" : random().toFixed(3)));
    profile.addRow({ cells, typed: false }, { key: "data", line });
  }
  return profile;
}

const emptied =
  (column: number, share = 1) =>
  (at: number) =>
    at === column ? share : 0;

/** Twenty days of hours with those chances. */
function baselineOf(missing: (hour: number) => (column: number) => number): JudgedBaseline {
  const windows = Array.from({ length: HOURS }, (_, hour) => ({
    start: START + hour * HOUR,
    slot: "none",
    profile: rows(150, missing(hour)),
  }));
  const whole = new DatasetProfile();
  for (const { profile } of windows) whole.merge(profile);
  const constraints = suggestConstraints(whole);
  const options = { features: constraints.features, whole, minRows: 100, windowMs: HOUR };
  const calibration = learnCalibration(windows, options)!;
  return { id: "b1", constraints, profile: whole, slot: "none", calibration, excluded: [] };
}

const monitor = (calibration: "on" | "off") =>
  parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: "s3://captures/data" },
    drift: { calibration },
  });
const window = windowOf("shop", "AllTraffic", START + HOURS * HOUR, HOUR);

function faults(baseline: JudgedBaseline, profile: DatasetProfile, calibration: "on" | "off" = "on") {
  const definition = monitor(calibration);
  const look = lookAtPart({ definition, window, profile, baseline, whole: baseline.profile });
  return findHardFaults(look).map(({ kind, column }) => [kind, column]);
}

describe("a feed that one hour in sixty is without", () => {
  const seen = baselineOf((hour) => emptied(1, hour % 60 === 7 ? 1 : 0));

  test("is no fault in the next such hour, and one for who leaves what was learnt aside", () => {
    expect(faults(seen, rows(60, emptied(1)))).toEqual([]);
    expect(faults(seen, rows(60, emptied(1)), "off")).toEqual([["empty-column", "c1"]]);
  });

  test("says nothing of the other columns: one of them that is empty is told", () => {
    expect(faults(seen, rows(60, emptied(2)))).toEqual([["empty-column", "c2"]]);
  });
});

describe("columns whose missing cells wander from hour to hour", () => {
  // Log-odds with a standard deviation of 1 around 2 %, ρ = 0.8: the worst of 480 hours lacks a third of its cells or so.
  let level = 0;
  const wandering = baselineOf(() => {
    level = 0.8 * level + 0.6 * gaussian();
    const odds = (0.02 / 0.98) * Math.exp(level);
    return (column) => (column % 2 === 1 ? odds / (1 + odds) : 0);
  });

  test.each([
    [50, 1],
    [300, 0.95],
    [2000, 1],
  ])("are told when %s rows lack %s of one", (count, share) => {
    expect(faults(wandering, rows(count, emptied(1, share)))).toEqual([["empty-column", "c1"]]);
  });

  test("and the closed window confirms it: no learnt tail explains a column without one value", () => {
    const given = {
      definition: monitor("on"),
      window,
      baseline: wandering,
      invocations: undefined,
      unprofiled: 0,
    };
    const { verdict } = judgeWindow({ ...given, profile: rows(2000, emptied(1)) });
    expect(verdict.violations.map(({ column, check }) => [column, check])).toEqual([
      ["c1", "completeness_check"],
    ]);
    const worst = judgeWindow({ ...given, profile: rows(2000, emptied(1, 0.2)) });
    expect(worst.verdict).toMatchObject({ verdict: "Healthy" });
  });
});
