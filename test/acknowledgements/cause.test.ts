/** When a violation is the one that was answered, and when it alarms again. */
import { describe, expect, test } from "vitest";
import { causeOf, isAnswered } from "../../shared/acknowledgements/cause.ts";
import type { MovedShare } from "../../shared/calibration/moved-share.ts";
import { driftStatisticNamed } from "../../shared/drift/index.ts";
import { seededRandom } from "../../shared/random.ts";
import { numeric } from "../drift/distributions.ts";

type Found = Parameters<typeof causeOf>[0];
const drift = (changes: Partial<Found> = {}): Found => ({
  column: "income",
  check: "baseline_drift_check",
  kind: "drift",
  distance: 0.3,
  thresholdFrom: "constraint",
  description: "",
  n: 100_000,
  ...changes,
});
const numbers = (observed: number, expected: number): MovedShare => ({
  observed,
  expected,
  of: { kind: "atOrBelow", value: 40 },
});
const category = (value: string, observed: number, expected: number): MovedShare => ({
  observed,
  expected,
  of: { kind: "value", value },
});

const known = (found: Found, answered: Found, statistic?: string) =>
  isAnswered(causeOf(found, statistic), causeOf(answered, statistic));

describe("a violation is the one that was answered", () => {
  test.each([
    ["as it is", {}, true],
    ["over a day", { scale: "P1D" }, true],
    ["in another column", { column: "age" }, false],
    ["of another check", { check: "completeness_check" }, false],
    ["of another kind", { kind: "fault" }, false],
  ] as const)("%s: %j %s", (_, changes, same) => expect(known(drift(changes), drift())).toBe(same));

  // odds 0.3 / 0.7 × 1.5 = 0.6429: a share of 0.3913
  test.each([
    [0.3, 0.39, true],
    [0.3, 0.41, false],
    [0.8, 0.85, true],
    [0.8, 0.87, false],
    [1, 1, true],
  ])("at a distance of %d then %d: %s", (before, after, same) =>
    expect(known(drift({ distance: after }), drift({ distance: before }))).toBe(same),
  );

  test("of a statistic without an upper end up to half as much again", () => {
    const psi = (distance: number) => known(drift({ distance }), drift(), "PopulationStabilityIndex");
    expect([0.44, 0.46].map(psi)).toEqual([true, false]);
  });

  test("numbers that go the other way are another thing, where the furthest share tells", () => {
    const up = drift({ moved: numbers(0.2, 0.5) });
    expect(known(drift({ moved: numbers(0.3, 0.6) }), up)).toBe(true);
    expect(known(drift({ moved: numbers(0.8, 0.5) }), up)).toBe(false);
    expect(known(drift(), up)).toBe(true);
  });

  test("a category that rises where it fell is another thing; of two categories nothing is said", () => {
    const fell = drift({ moved: category("DE", 0.4, 0.7) });
    expect(known(drift({ moved: category("DE", 0.9, 0.7) }), fell)).toBe(false);
    expect(known(drift({ moved: category("FR", 0.6, 0.3) }), fell)).toBe(true);
  });

  test("distances of different statistics are not compared: the furthest shares are, and without them it alarms", () => {
    const hour = drift({ distance: 2.1, moved: numbers(0.2, 0.5) });
    const day = (gap: number) => drift({ scale: "P1D", distance: gap, moved: numbers(0.5 - gap, 0.5) });
    const answered = (found: Found, before: Found) => known(found, before, "PopulationStabilityIndex");
    expect(answered(day(0.3), hour)).toBe(true);
    expect(answered(day(0.45), hour)).toBe(false);
    expect(answered(drift({ scale: "P1D" }), drift({ distance: 2.1 }))).toBe(false);
  });

  test("a rule is known by its name, columns that are gone by which they are", () => {
    const rule = (name: string, description: string) =>
      drift({ check: "custom_rule_check", distance: null, thresholdFrom: `rule ${name}`, description });
    expect(known(rule("mean", "Observed: 4."), rule("mean", "Observed: 5."))).toBe(true);
    expect(known(rule("mean", ""), rule("rows", ""))).toBe(false);
    const gone = (description: string) =>
      drift({ check: "missing_column_check", kind: "fault", distance: 1, description });
    expect(
      known(gone('2 missing: "a", "b" in 71 % of the rows'), gone('2 missing: "a", "b" in 62 % of the rows')),
    ).toBe(true);
    expect(known(gone('2 missing: "a", "c"'), gone('2 missing: "a", "b"'))).toBe(false);
  });

  test("a cause holds no category in clear", () => {
    const cause = causeOf(drift({ moved: category("Unter den Linden 1", 0.4, 0.7) }));
    expect(JSON.stringify(cause)).not.toContain("Linden");
    expect(cause.direction).toMatch(/^fewer [0-9a-f]{8}$/);
  });
});

describe("the same shift, window after window", () => {
  const statistic = driftStatisticNamed("LInfinity");
  const sample = (seed: number, rows: number, shift: number) => {
    const random = seededRandom(seed);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return numeric(Array.from({ length: rows }, () => normal() + shift));
  };
  const baseline = sample(1, 20_000, 0);
  const distances = (rows: number, shift: number, from: number) =>
    Array.from({ length: 40 }, (_, seed) => statistic.measure(sample(from + seed, rows, shift), baseline)!);

  /** Share of windows that alarm although one like the first was answered, over forty answered ones. */
  function alarming(rows: number, before: number, after: number): number {
    const first = distances(rows, before, 100);
    const then = distances(rows, after, 1000);
    const alarms = first.flatMap((answered) =>
      then.filter((distance) => !known(drift({ distance, n: rows }), drift({ distance: answered, n: rows }))),
    );
    return alarms.length / (first.length * then.length);
  }

  test.each([100, 400, 1000])(
    "of half a deviation or one alarms again in less than 1 %% of windows of %d rows",
    (rows) => {
      expect(alarming(rows, 0.5, 0.5)).toBeLessThan(0.01);
      expect(alarming(rows, 1, 1)).toBeLessThan(0.01);
    },
  );

  test("alarms when it has doubled: in nearly all windows of 1,000 rows", () => {
    expect(alarming(1000, 0.5, 1)).toBeGreaterThan(0.95);
    expect(alarming(1000, 1, 2)).toBeGreaterThan(0.95);
  });
});
