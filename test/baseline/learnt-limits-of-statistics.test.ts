/** Limits learnt for each drift statistic, on traffic that changes from hour to hour while nothing has drifted. */
import { describe, expect, test } from "vitest";
import { type BaselineWindow, learnCalibration, limitAt } from "../../shared/baseline/calibration.ts";
import type { DriftStatistic } from "../../shared/drift/drift-statistic.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { statisticForKind } from "../../shared/drift/statistic-for-kind.ts";
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
function windowOf(hour: number, level: number, random: Random): BaselineWindow {
  const profile = new DatasetProfile({ names: COLUMNS });
  for (let line = 1; line <= 150; line++) {
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

describe.each(driftStatistics.map((statistic): [string, DriftStatistic] => [statistic.name, statistic]))(
  "limits learnt for %s",
  (_, statistic) => {
    const calibration = learnCalibration(learnt, {
      statistic,
      columns: COLUMNS,
      minRows: 100,
      shortfalls: () => ({}),
    })!;
    const isBeyond = ({ profile }: BaselineWindow, column: string) => {
      const [current, baseline] = [
        profile.column(column)!.distribution()!,
        whole.column(column)!.distribution()!,
      ];
      const distance = statisticForKind(statistic, current.kind).measure(current, baseline)!;
      return distance > limitAt(calibration.columns[column]!.drift!, current.n, baseline.n);
    };

    test("are there for every column, L-infinity's where the statistic does not apply", () => {
      for (const column of COLUMNS) expect(calibration.columns[column]?.drift?.windows, column).toBe(LEARNT);
    });

    test("flag a handful of unchanged windows, and every window of a shift by two standard deviations", () => {
      const flagged = judged.filter((window) => COLUMNS.some((column) => isBeyond(window, column)));
      // One in 730 is asked for.
      expect(flagged.length).toBeLessThanOrEqual(5);
      for (const window of shifted) expect(COLUMNS.some((column) => isBeyond(window, column))).toBe(true);
    });
  },
);
