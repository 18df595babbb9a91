import { describe, expect, test } from "vitest";
import { falseAlarmsPerMonth } from "../../shared/monitors/fleet-budget.ts";

const monitor = (variants: number, perMonth?: number) => ({
  variants: Array.from({ length: variants }, (_, at) => `v${at}`),
  falseAlarms: perMonth === undefined ? {} : { perMonth },
});
const fleet = (falsePagesPerWeek: number) => ({ version: 1 as const, falsePagesPerWeek });
/** Weeks of an average month: 365.25 ÷ 12 ÷ 7. */
const WEEKS = 4.348214;

describe("falseAlarmsPerMonth", () => {
  test("is one where neither the fleet nor the definition says, and the definition's own where it does", () => {
    expect(falseAlarmsPerMonth(monitor(1), undefined, [])).toBe(1);
    expect(falseAlarmsPerMonth(monitor(1, 4), fleet(1), [monitor(1, 4)])).toBe(4);
  });

  test("is the fleet's number shared alike over the production variants", () => {
    const all = [monitor(1), monitor(2), monitor(1)];
    for (const each of all) expect(falseAlarmsPerMonth(each, fleet(2), all)).toBeCloseTo((2 * WEEKS) / 4, 5);
  });

  test("leaves out what definitions take for themselves, so that all together stay the fleet's", () => {
    const all = [monitor(2, 1), monitor(3)];
    const shares = all.flatMap((each) => each.variants.map(() => falseAlarmsPerMonth(each, fleet(1), all)));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(WEEKS, 5);
    expect(shares[4]).toBeCloseTo((WEEKS - 2) / 3, 5);
  });

  test("is not below a hundredth: a monitor that may never be wrong says nothing", () => {
    const all = Array.from({ length: 900 }, () => monitor(1));
    expect(falseAlarmsPerMonth(all[0]!, fleet(1), all)).toBe(0.01);
    expect(falseAlarmsPerMonth(monitor(1), fleet(1), [monitor(1, 100), monitor(1)])).toBe(0.01);
  });
});
