import { describe, expect, test } from "vitest";
import { categoryBars } from "../../shared/report/chart/category-bars.ts";
import { histogram } from "../../shared/report/chart/histogram.ts";
import { stepPath } from "../../shared/report/chart/step-path.ts";
import { parseHtml } from "./parse-html.ts";
import { categorical, numeric } from "./small-report.ts";

const NOT_A_NUMBER = /NaN|undefined|null|Infinity/;

describe("step path", () => {
  const at = { left: 0, width: 10, base: 100, closed: true };

  test("heights on the base draw nothing", () => {
    expect(stepPath([], at)).toBe("");
    expect(stepPath([0, 0], at)).toBe("");
  });

  test("equal neighbours share a segment, and the path returns to the base", () => {
    expect(stepPath([50, 50, 20], at)).toBe("M0 100V50H20V80H30V100z");
    expect(stepPath([0, 50, 0], { ...at, closed: false })).toBe("M0 100H10V50H20V100H30");
  });
});

describe("histogram", () => {
  const title = "delay";

  test("nothing to draw gives no markup", () => {
    expect(histogram({}, { title }).markup).toBe("");
    expect(histogram({ current: numeric([]), baseline: numeric([]) }, { title }).markup).toBe("");
  });

  test("one row, one side, constants and extremes are drawn without a word that is no number", () => {
    const sides = [
      [3],
      [0, 0, 0],
      [-0],
      [1e-300],
      [-1e300, 1e300],
      [2 ** 53],
      [1.5, 2.5],
      [1e9, 1e9 + 1],
    ].map((values) => numeric(values));
    for (const side of sides)
      for (const drawn of [
        histogram({ current: side }, { title }),
        histogram({ baseline: side }, { title }),
        histogram({ current: side, baseline: numeric([1, 2]) }, { title }),
      ]) {
        expect(drawn.markup, String(side.values)).not.toMatch(NOT_A_NUMBER);
        expect(parseHtml(drawn.markup)[0]?.name).toBe("svg");
      }
  });

  test("a hidden histogram has its shape and no number of the axis", () => {
    const drawn = histogram(
      { current: numeric([101, 102, 103]), baseline: numeric([101, 104]) },
      { title, hidden: true },
    );
    const parsed = parseHtml(drawn.markup);
    expect(parsed.filter(({ name }) => name === "text")).toEqual([]);
    expect(parsed.filter(({ name }) => name === "path")).toHaveLength(3);
  });

  test("every tick is a number of the drawn range, in order", () => {
    const texts = parseHtml(histogram({ current: numeric([0, 10, 20, 30, 40]) }, { title }).markup).filter(
      ({ attributes }) => attributes["class"]?.startsWith("t"),
    );
    const ticks = texts.map(({ text }) => Number(text));
    expect(ticks.length).toBeGreaterThan(2);
    expect(ticks).toEqual([...ticks].sort((a, b) => a - b));
    expect(Math.min(...ticks)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ticks)).toBeLessThanOrEqual(42);
  });
});

describe("category bars", () => {
  const labels = (markup: string) =>
    parseHtml(markup)
      .filter(({ attributes }) => attributes["class"] === "na")
      .map(({ text }) => text);

  test("nothing to draw gives no markup", () => {
    expect(categoryBars({}, { title: "c" }).markup).toBe("");
    expect(categoryBars({ current: categorical({}), baseline: categorical({}) }, { title: "c" }).markup).toBe(
      "",
    );
  });

  test("one category on one side is one bar of 100 %", () => {
    const drawn = categoryBars({ current: categorical({ AA: 3 }) }, { title: "c" });
    expect(labels(drawn.markup)).toEqual(["AA"]);
    expect(drawn.markup).toContain("100\u202f%");
  });

  test("beyond ten categories the rest stands as other, with the rows that no category counts", () => {
    const counts = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [`c${String(i).padStart(2, "0")}`, 30 - i]),
    );
    const drawn = categoryBars(
      { current: categorical(counts, 1000), baseline: categorical(counts) },
      { title: "c" },
    );
    expect(labels(drawn.markup)).toEqual([...Array.from({ length: 10 }, (_, i) => `c0${i}`), "other (20)"]);
    expect(drawn.markup).toContain("74.5\u202f%"); // 1 − (30 + 29 + … + 21) ÷ 1000
  });

  test("a hidden chart has bars and no text", () => {
    const drawn = categoryBars(
      { current: categorical({ canary: 2 }), baseline: categorical({ canary: 1 }) },
      { title: "c", hidden: true },
    );
    expect(drawn.markup).not.toContain("canary");
    expect(parseHtml(drawn.markup).filter(({ name }) => name === "text")).toEqual([]);
  });

  test("keys of Object.prototype are categories like others", () => {
    const counts = new Map([
      ["__proto__", 2],
      ["constructor", 1],
    ]);
    expect(
      labels(categoryBars({ current: { kind: "categorical", counts, n: 3 } }, { title: "c" }).markup),
    ).toEqual(["__proto__", "constructor"]);
  });
});
