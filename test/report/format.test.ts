import { describe, expect, test } from "vitest";
import {
  formatCount,
  formatDistance,
  formatRatio,
  formatShare,
  formatValue,
} from "../../shared/report/format-number.ts";
import { formatSpan } from "../../shared/report/format-time.ts";

const NARROW = "\u202f";

describe("numbers in reports", () => {
  test("what is absent or not finite is a dash in every format", () => {
    for (const format of [formatCount, formatShare, formatValue, formatDistance])
      for (const value of [null, undefined, Number.NaN, Number.NEGATIVE_INFINITY])
        expect(format(value)).toBe("–");
    expect(formatRatio(undefined)).toBe("–");
  });

  test("counts are grouped by three", () => {
    expect([0, 999, 1_234_567].map(formatCount)).toEqual(["0", "999", "1,234,567"]);
  });

  test("shares have at most three digits and say when they are smaller than shown", () => {
    const shown = [0, 0.00001, 0.0004, 0.05, 0.345678, 1].map((share) =>
      formatShare(share).replaceAll(NARROW, " "),
    );
    expect(shown).toEqual(["0 %", "< 0.01 %", "0.04 %", "5 %", "34.6 %", "100 %"]);
  });

  test("values have four significant digits, and exponents only where a reader would count zeros", () => {
    expect([0, 1234.56, 0.012345, -3, 1_230_000, 1e-7, 1e300].map(formatValue)).toEqual([
      "0",
      "1,235",
      "0.01235",
      "−3",
      "1.23M",
      "1e-7",
      "1e+300",
    ]);
  });

  test("ratios beyond 99 and infinite ones are the same to a reader", () => {
    expect(
      [2.44, 12.3, 99.5, Number.POSITIVE_INFINITY].map((ratio) => formatRatio(ratio).replaceAll(NARROW, " ")),
    ).toEqual(["2.4 ×", "12 ×", "> 99 ×", "> 99 ×"]);
  });
});

describe("spans in reports", () => {
  test("a span within a day names the day once, and its end at midnight is 24:00", () => {
    expect(formatSpan(Date.UTC(2001, 1, 16, 10), Date.UTC(2001, 1, 16, 11))).toBe(
      "16 Feb 2001, 10:00–11:00 UTC",
    );
    expect(formatSpan(Date.UTC(2001, 11, 31, 23), Date.UTC(2002, 0, 1))).toBe("31 Dec 2001, 23:00–24:00 UTC");
  });

  test("a span over several days names both", () => {
    expect(formatSpan(Date.UTC(2001, 0, 1), Date.UTC(2001, 1, 1))).toBe(
      "1 Jan 2001, 00:00 – 1 Feb 2001, 00:00 UTC",
    );
  });

  test("no time is a dash", () => {
    expect(formatSpan(Number.NaN, 0)).toBe("–");
  });
});
