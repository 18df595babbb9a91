import { expect, test } from "vitest";
import { robustDistance } from "../../shared/drift/robust.ts";

test("the robust distance is undefined without values on a side", () => {
  expect(robustDistance(0.5, 0, 10)).toBeUndefined();
});

test("the robust distance of two against two values is 0: Model Monitor's flags practically never drift", () => {
  expect(robustDistance(1, 2, 2)).toBe(0);
});

test("the robust distance takes 1.8·√((n+m)/(n·m)) away", () => {
  expect(robustDistance(0.5, 100, 100)).toBeCloseTo(0.5 - 1.8 * Math.SQRT2 * 0.1, 15);
  // Row counts of a real run: 18 rows of distance 0.81 against 3000 rows would leave 0.38.
  expect(robustDistance(0.81, 18, 3000)).toBeCloseTo(0.38, 2);
});
