import { describe, expect, test } from "vitest";
import { DistinctCount } from "../../shared/profile/distinct-count.ts";
import { seededRandom } from "../../shared/random.ts";

function ofNumbers(values: Iterable<number>): DistinctCount {
  const distinct = new DistinctCount();
  for (const value of values) distinct.updateNumber(value);
  return distinct;
}

function ofTexts(values: Iterable<string>): DistinctCount {
  const distinct = new DistinctCount();
  for (const value of values) distinct.updateText(value);
  return distinct;
}

const range = (n: number, value: (i: number) => number) => Array.from({ length: n }, (_, i) => value(i));

describe("a distinct count", () => {
  test("of nothing is 0 and of one value, however often, 1", () => {
    expect(new DistinctCount().estimate()).toBe(0);
    expect(ofNumbers(range(1000, () => 42.5)).estimate()).toBe(1);
    expect(ofTexts(["a", "a"]).estimate()).toBe(1);
  });

  test("of few values is exact", () => {
    expect(ofTexts(["true", "false", "true"]).estimate()).toBe(2);
    expect(ofNumbers(range(100, (i) => i % 24)).estimate()).toBe(24);
  });

  test("tells apart texts of the same letters and numbers that are close", () => {
    expect(ofTexts(["ab", "ba", "a", "b", "", "aa", "\u0100", "\u0001\u0000"]).estimate()).toBe(8);
    expect(ofNumbers([0.1, 0.1 + Number.EPSILON, 1, 2 ** 31, 2 ** 53, 2 ** 53 + 2, -1, 0]).estimate()).toBe(
      8,
    );
  });

  const random = seededRandom(3);
  const kinds: [string, (n: number) => DistinctCount][] = [
    ["integers", (n) => ofNumbers(range(n, (i) => i))],
    ["integers in steps of 4096", (n) => ofNumbers(range(n, (i) => i * 4096))],
    ["negative and positive integers", (n) => ofNumbers(range(n, (i) => i - n / 2))],
    ["prices", (n) => ofNumbers(range(n, (i) => i / 100))],
    ["milliseconds", (n) => ofNumbers(range(n, (i) => 982_108_800_000 + i * 1000))],
    ["random doubles", (n) => ofNumbers(range(n, () => random()))],
    ["numbered texts", (n) => ofTexts(range(n, (i) => i).map((i) => `customer ${i}`))],
    ["numbers as texts", (n) => ofTexts(range(n, (i) => i).map(String))],
    ["hex digits", (n) => ofTexts(range(n, () => random()).map((x) => Math.floor(x * 2 ** 52).toString(16)))],
  ];

  // Standard error 1.04 / sqrt(2^14) = 0.81 %; 3 % is 3.7 of them.
  test.each(kinds)("of %s is within 3 percent at 10, 1,000, 20,000 and 100,000", (_, make) => {
    for (const n of [10, 1_000, 20_000, 100_000])
      expect(Math.abs(make(n).estimate() / n - 1), `n ${n}`).toBeLessThan(0.03);
  });

  test("of two parts that share values counts them once", () => {
    const merged = ofNumbers(range(6000, (i) => i));
    merged.merge(ofNumbers(range(6000, (i) => i + 3000)));
    expect(Math.abs(merged.estimate() / 9000 - 1)).toBeLessThan(0.03);
    expect(merged.estimate()).toBe(ofNumbers(range(9000, (i) => i)).estimate());
  });
});
