import { describe, expect, test } from "vitest";
import {
  type AlarmProperties,
  type AlarmState,
  evaluateAlarm,
  evaluationRange,
  statisticOf,
} from "../../local/alarm-evaluation.ts";

const ALARM: AlarmProperties = {
  AlarmName: "a",
  Namespace: "Plumbline",
  MetricName: "ViolationRate",
  Statistic: "Maximum",
  Period: 3600,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 3,
  Threshold: 0.2,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
};
/** 0 is a point that does not breach, X one that does, - a missing one; newest last, as the guide writes them. */
const points = (text: string) =>
  text.split(" ").map((point) => (point === "-" ? undefined : point === "X" ? 0.2 : 0.1));
const TREATMENTS = ["missing", "ignore", "breaching", "notBreaching"] as const;
const one = (value: number) => ({ sampleCount: 1, sum: value, minimum: value, maximum: value });
const INSUFFICIENT = "INSUFFICIENT_DATA";
const KEPT = "kept";

/**
 * Amazon CloudWatch User Guide, 'Configuring how CloudWatch alarms treat missing data', both tables (evaluation range
 * 5): the edition of today, and the rows that only those of 2018 and 2019 have.
 */
const THREE_OF_THREE: [string, ...string[]][] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", INSUFFICIENT, KEPT, "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - - - X", INSUFFICIENT, KEPT, "ALARM", "OK"],
  ["- - X - -", "ALARM", KEPT, "ALARM", "OK"],
  ["X - - - -", "ALARM", KEPT, "ALARM", "OK"],
];
const TWO_OF_THREE: [string, ...string[]][] = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - X -", "ALARM", KEPT, "ALARM", "OK"],
  ["- - - - X", INSUFFICIENT, KEPT, "ALARM", "OK"],
];

describe("an alarm", () => {
  test("looks two periods further back than it evaluates", () => {
    expect(evaluationRange(ALARM)).toBe(5);
  });

  for (const [m, table] of [
    [3, THREE_OF_THREE],
    [2, TWO_OF_THREE],
  ] as const) {
    describe(`on ${m} of 3`, () => {
      for (const [shown, ...states] of table)
        test.each(TREATMENTS.map((treatment, i) => [treatment, states[i]!] as const))(
          `that sees ${shown} and treats missing data as %s is %s`,
          (TreatMissingData, expected) => {
            for (const current of ["OK", "ALARM", INSUFFICIENT] as const)
              expect(
                evaluateAlarm({ ...ALARM, DatapointsToAlarm: m, TreatMissingData }, points(shown), current),
              ).toBe(expected === KEPT ? current : expected);
          },
        );
    });
  }

  test("treats missing data as missing and needs every period where nothing else is said", () => {
    const { DatapointsToAlarm: _, ...plain } = ALARM;
    expect(evaluateAlarm(plain, points("- - - - -"), "OK")).toBe(INSUFFICIENT);
    expect(evaluateAlarm(plain, points("0 0 0 X X"), "OK")).toBe("OK");
    expect(evaluateAlarm(plain, points("0 0 X X X"), "OK")).toBe("ALARM");
  });

  test("leaves out points older than the last that it evaluates", () => {
    expect(evaluateAlarm({ ...ALARM, DatapointsToAlarm: 2 }, points("X X 0 0 X"), "ALARM")).toBe("OK");
  });

  test.each([
    ["GreaterThanThreshold", [false, false, true]],
    ["GreaterThanOrEqualToThreshold", [false, true, true]],
    ["LessThanThreshold", [true, false, false]],
    ["LessThanOrEqualToThreshold", [true, true, false]],
  ])("with %s breaches below, at and above the threshold as it says", (ComparisonOperator, expected) => {
    const state = (value: number): AlarmState =>
      evaluateAlarm(
        { ...ALARM, EvaluationPeriods: 1, DatapointsToAlarm: 1, ComparisonOperator },
        [value],
        "OK",
      );
    expect([0.1, 0.2, 0.3].map((value) => state(value) === "ALARM")).toEqual(expected);
  });

  test("with an operator or a statistic that nobody knows throws what it takes", () => {
    expect(() => evaluateAlarm({ ...ALARM, ComparisonOperator: "Equal" }, [1], "OK")).toThrow(
      /Got ComparisonOperator Equal; expected/,
    );
    expect(() => statisticOf("p99", [one(1)])).toThrow(/Got Statistic p99; expected/);
  });
});

describe("a period's data point", () => {
  const NAMES = ["Maximum", "Minimum", "Sum", "Average", "SampleCount"];
  const all = (sets: Parameters<typeof statisticOf>[1]) => NAMES.map((name) => statisticOf(name, sets));

  test("is undefined without values, otherwise their statistic", () => {
    expect(statisticOf("Maximum", [])).toBeUndefined();
    expect(all([one(3), one(-1), one(4)])).toEqual([4, -1, 6, 2, 3]);
  });

  test("of sets is the statistic of all their values together", () => {
    // 3, −1, 4 and 10, 20: by hand 36 ÷ 5 = 7.2; the mean of the two means would be 8.5.
    const sets = [
      { sampleCount: 3, sum: 6, minimum: -1, maximum: 4 },
      { sampleCount: 2, sum: 30, minimum: 10, maximum: 20 },
    ];
    expect(all(sets)).toEqual([20, -1, 36, 7.2, 5]);
    expect(all([...sets, one(-4)])).toEqual([20, -4, 32, 32 / 6, 6]);
  });
});
