import { expect, test } from "vitest";
import { type AlarmFamily, acceptedChance } from "../../shared/calibration/alarm-budget.ts";
import { SHARE_FAMILIES } from "../../shared/calibration/column-tally.ts";
import { scalesOf, spansPerMonth } from "../../shared/window/scale.ts";

test("the chances of everything that is compared in a month add up to the budget", () => {
  const scales = scalesOf(3_600_000);
  const budget = { falseAlarmsPerMonth: 0.7, columns: 30, scales };
  const ofMonth = (family: AlarmFamily, comparisons: number) =>
    scales
      .map((scale) => comparisons * spansPerMonth(scale) * acceptedChance(budget, scale, family))
      .reduce((sum, chance) => sum + chance, 0);
  const ofColumns = SHARE_FAMILIES.reduce((sum, family) => sum + ofMonth(family, 30), 0);
  expect(ofColumns + ofMonth("correlations", 1)).toBeCloseTo(0.7, 12);
});
