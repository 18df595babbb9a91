import { expect, test } from "vitest";
import {
  type ColumnVerdict,
  culprit,
  strengthOf,
  strengthOfShare,
  strongest,
} from "../../bench/detection/verdict.ts";

test("a distance at its threshold, a p-value at its level and a score at its learnt limit are all of strength 1", () => {
  expect(strengthOf(0.1, 0.1)).toBe(1);
  expect(strengthOf(0.05, 0.05, { pValue: true })).toBe(1);
  expect(strengthOf(0.07, 0.07, { center: 0.04 })).toBe(1);
});

test("a smaller p-value is stronger, and one of 0 is finite", () => {
  const [weak, strong, none] = [0.5, 1e-9, 0].map((p) => strengthOf(p, 0.05, { pValue: true }));
  expect(weak).toBeLessThan(1);
  expect(strong).toBeGreaterThan(6);
  expect(none).toBeCloseTo(Math.log(1e-300) / Math.log(0.05), 12);
});

test("a score below its center is a move only where both sides count", () => {
  expect(strengthOf(1, 3, { center: 2 })).toBe(-1);
  expect(strengthOf(1, 3, { center: 2, twoSided: true })).toBe(1);
});

test("a limit without extent is passed by whatever differs", () => {
  expect(strengthOf(1e-9, 0)).toBe(Number.POSITIVE_INFINITY);
  expect(strengthOf(0, 0)).toBe(0);
});

test("of a window the strongest column, and the one that makes half of them, are told", () => {
  const verdict = { anyColumn: true, columns: { a: column(0.5), b: column(3), c: column(2), d: column(1) } };
  expect(strongest(verdict)).toBe(3);
  expect(strengthOfShare(verdict, 0.5)).toBe(2);
  expect(culprit(verdict)).toBe("b");
  const none = { anyColumn: false, columns: {} };
  expect([strongest(none), strengthOfShare(none, 0.5), culprit(none)]).toEqual([0, 0, undefined]);
});

function column(strength: number): ColumnVerdict {
  return { drifted: strength >= 1, score: strength, method: "", threshold: 1, strength };
}
