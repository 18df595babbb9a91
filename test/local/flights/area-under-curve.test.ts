import { expect, test } from "vitest";
import { areaUnderCurve } from "../../../local/flights/area-under-curve.ts";
import { seededRandom } from "../../../shared/random.ts";

test("The area is undefined without rows", () => {
  expect(areaUnderCurve([], [])).toBeUndefined();
});

test("The area is undefined when one class is empty", () => {
  expect(areaUnderCurve([1, 1], [0.1, 0.2])).toBeUndefined();
  expect(areaUnderCurve([0, 0], [0.1, 0.2])).toBeUndefined();
});

test("Ten rows with ties have the area of scikit-learn's roc_auc_score", () => {
  const labels = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0];
  expect(areaUnderCurve(labels, [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.9, 0.2, 0.1])).toBeCloseTo(0.62, 15);
});

test("The area is 1 when every positive is above every negative, 0 when below, 1/2 when all are equal", () => {
  expect(areaUnderCurve([0, 1], [-1, 1])).toBe(1);
  expect(areaUnderCurve([1, 0], [-1, 1])).toBe(0);
  expect(areaUnderCurve([1, 0, 0], [7, 7, 7])).toBe(0.5);
});

test("A score that is NaN is refused", () => {
  expect(() => areaUnderCurve([0, 1], [0.5, Number.NaN])).toThrow("NaN");
  expect(() => areaUnderCurve([0, 1], [0.5])).toThrow("2 labels for 1 scores");
});

test.each([1, 2, 3])("The area is the share of pairs in the right order (seed %i)", (seed) => {
  const random = seededRandom(seed);
  const scores = Array.from({ length: 200 }, () => Math.round(random() * 20)); // many ties
  const labels = scores.map((score) => (random() * 30 < score ? 1 : 0));
  let pairs = 0;
  let right = 0;
  for (const [i, positive] of labels.entries()) {
    for (const [j, negative] of labels.entries()) {
      if (positive !== 1 || negative !== 0) continue;
      pairs++;
      right += scores[i]! > scores[j]! ? 1 : scores[i] === scores[j] ? 0.5 : 0;
    }
  }
  expect(areaUnderCurve(labels, scores)).toBeCloseTo(right / pairs, 12);
});
