/** What is learnt of hours that change while nothing has drifted, and what it then says of hours that have. */
import { describe, expect, test } from "vitest";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { type BaselineWindow, learnCalibration } from "../../shared/calibration/learn-calibration.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";

const HOUR = 3_600_000;
const START = Date.parse("2001-01-01T00:00:00Z");
const LEARNT = 20 * 24;
const JUDGED = 20 * 24;
const COLUMNS = ["level", "amount", "kind"];
/** Shares of six categories while their level is 0. */
const SHARES = [0.4, 0.25, 0.15, 0.12, 0.06, 0.02];

type Random = () => number;
const gaussian = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function category(random: Random, level: number): string {
  const odds = SHARES.map((share, i) => share * Math.exp(i % 2 === 0 ? level : -level));
  let left = random() * odds.reduce((sum, odd) => sum + odd, 0);
  const found = odds.findIndex((odd) => (left -= odd) < 0);
  return `k${found < 0 ? odds.length - 1 : found}`;
}

/** A normal, a lognormal and a categorical column around `level`. */
function windowOf(hour: number, level: number, random: Random, rows = 150): BaselineWindow {
  const profile = new DatasetProfile({ names: COLUMNS });
  for (let line = 1; line <= rows; line++) {
    profile.countRecord();
    const cells = [level + gaussian(random), Math.exp(level + gaussian(random)), category(random, level / 2)];
    profile.addRow({ cells, typed: true }, { key: "data", line });
  }
  return { start: START + hour * HOUR, slot: "none", profile };
}

/** Hours whose level wanders: AR(1), ρ = 0.8, standard deviation 0.25. */
function wandering(hours: number, random: Random): BaselineWindow[] {
  let level = 0;
  return Array.from({ length: hours }, (_, hour) => {
    level = 0.8 * level + 0.15 * gaussian(random);
    return windowOf(hour, level, random);
  });
}

const random = seededRandom(31);
const all = wandering(LEARNT + JUDGED, random);
const [learnt, judged] = [all.slice(0, LEARNT), all.slice(LEARNT)];
const shifted = Array.from({ length: 24 }, (_, hour) => windowOf(LEARNT + JUDGED + hour, 2, random));
const whole = new DatasetProfile();
for (const { profile } of learnt) whole.merge(profile);
const constraints = suggestConstraints(whole);
const calibration = learnCalibration(learnt, {
  features: constraints.features,
  whole,
  minRows: 100,
  windowMs: HOUR,
})!;
const baseline = { id: "b1", constraints, profile: whole, slot: "none", excluded: [], calibration };

describe("learnCalibration", () => {
  test("is undefined of fewer than 24 windows of enough rows, and of a single day", () => {
    const options = {
      features: constraints.features,
      whole,
      minRows: 100,
      windowMs: HOUR,
    };
    expect(learnCalibration(learnt.slice(0, 23), options)).toBeUndefined();
    expect(learnCalibration(learnt.slice(0, 24), options)).toBeUndefined();
    expect(learnCalibration(learnt.slice(0, 25), options)).toMatchObject({ windows: 25, days: 2 });
    expect(learnCalibration(learnt, { ...options, minRows: 151 })).toBeUndefined();
  });

  test("has a law for every column at every scale that has four spans", () => {
    for (const name of COLUMNS) {
      const { laws } = calibration.columns[name]!;
      // 1 January 2001 was a Monday: two weeks and six days, a third week that is seven eighths there.
      expect(Object.entries(laws).map(([scale, { values }]) => [scale, values?.windows])).toEqual([
        ["PT1H", 480],
        ["PT6H", 80],
        ["P1D", 20],
        ["P7D", undefined],
      ]);
    }
  });

  test("finds that the hours differ by more than 150 rows explain, and by how much", () => {
    // A level of standard deviation 0.25 moves the log-odds of the middle of a normal column by 0.25 · 4 · 0.3989 = 0.4.
    const { variances, clumping } = calibration.columns["level"]!.laws["PT1H"]!.values!;
    expect(Math.sqrt(variances[7]!)).toBeGreaterThan(0.32);
    expect(Math.sqrt(variances[7]!)).toBeLessThan(0.48);
    // 1 + 2 Σ ρ^2k with ρ = 0.8 is 4.6 where sampling hides nothing of it; κ of so few windows is known to a half.
    expect(clumping).toBeGreaterThan(2);
    expect(clumping).toBeLessThan(1.5 * 4.6);
  });
});

describe.each(driftStatistics.map(({ name, defaultThreshold }) => [name, defaultThreshold] as const))(
  "an hour judged by %s",
  (statistic, threshold) => {
    const definition = parseMonitorDefinition({
      monitor: "m",
      endpoint: "e",
      capture: { uri: "c" },
      drift: { statistic, threshold },
    });
    const judge = ({ start, profile }: BaselineWindow) =>
      judgeWindow({
        definition,
        window: { endpoint: "e", variant: "AllTraffic", start, end: start + HOUR },
        profile,
        baseline,
        invocations: undefined,
        unprofiled: 0,
      }).verdict;

    test("is beyond chance in a handful of 480 in which nothing changed, and in all in which much did", () => {
      const flagged = judged
        .map(judge)
        .filter(({ violations, reported }) => violations.length + reported.length > 0);
      // One in 730, over all scales, is asked for.
      expect(flagged.length).toBeLessThanOrEqual(1);
      for (const window of shifted)
        expect(judge(window).violations.map(({ column, check }) => `${column} ${check}`)).toEqual(
          expect.arrayContaining(["level baseline_drift_check", "amount baseline_drift_check"]),
        );
    });
  },
);
