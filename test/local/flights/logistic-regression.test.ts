import { describe, expect, test } from "vitest";
import { designMatrix, weightedColumns } from "../../../local/flights/design-matrix.ts";
import type { LabelledRows } from "../../../local/flights/labelled-rows.ts";
import { fitLogisticRegression } from "../../../local/flights/logistic-regression.ts";
import { solvePositive } from "../../../local/flights/solve-positive.ts";

const x = [1, 2, 3, 4, 5, 6, 7, 8, Number.NaN, Number.NaN, 2.5, 3.5];
const categories = [..."aabbccabcabc"];
const table: LabelledRows = {
  rows: 12,
  label: "y",
  labels: Uint8Array.of(0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0),
  numeric: [{ name: "x", values: Float64Array.from(x) }],
  categorical: [
    { name: "c", codes: Uint16Array.from(categories, (c) => "abc".indexOf(c)), values: ["a", "b", "c"] },
  ],
  skipped: 0,
  perFile: [12],
};

describe("solvePositive", () => {
  test("solves what numpy.linalg.solve solves", () => {
    const x = solvePositive(Float64Array.of(4, 2, 1, 2, 5, 3, 1, 3, 6), Float64Array.of(1, 2, 3));
    const expected = [0.08955223880597016, 0.10447761194029853, 0.43283582089552236];
    for (const [i, value] of expected.entries()) expect(x[i]).toBeCloseTo(value, 14);
  });

  test("refuses a matrix that is not positive definite", () => {
    expect(() => solvePositive(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow(
      "not positive definite",
    );
  });
});

describe("designMatrix", () => {
  const design = designMatrix(table, 12);

  test("has one term each for intercept, value, missing value and category", () => {
    expect(design).toMatchObject({ rows: 12, terms: 6, width: 3 });
    expect([...design.index.slice(0, 3)]).toEqual([0, 1, 3]); // row 0: a number, category a
    expect([...design.index.slice(24, 27)]).toEqual([0, 2, 5]); // row 8: a missing number, category c
    expect(design.value[25]).toBe(1);
  });

  test("takes mean and deviation of the values that are there (numpy nanmean, nanstd)", () => {
    expect(design.columns[0]).toMatchObject({ low: 1, high: 8, mean: 4.2 });
    expect(design.columns[0]!.deviation).toBeCloseTo(2.147091055358389, 14);
  });

  test("clips values beyond the 1st and 99th percentile of the rows it is made from", () => {
    const values = Float64Array.from({ length: 1001 }, (_, i) => (i === 0 ? -1e6 : i === 999 ? 1e6 : i)); // row 1000 is not used
    const { columns, value } = designMatrix(
      { ...table, rows: 1001, numeric: [{ name: "x", values }], categorical: [] },
      1000,
    );
    expect(columns[0]).toMatchObject({ low: 9, high: 990 }); // 9th and 990th of 0 to 999
    expect(value[1]).toBeCloseTo((9 - columns[0]!.mean) / columns[0]!.deviation, 6);
  });

  test("gives a column without values mean 0 and one of equal values deviation 1", () => {
    const empty = { name: "empty", values: new Float64Array(12).fill(Number.NaN) };
    const equal = { name: "equal", values: new Float64Array(12).fill(5) };
    expect(designMatrix({ ...table, numeric: [empty, equal] }, 12).columns).toMatchObject([
      { mean: 0, deviation: 1 },
      { mean: 5, deviation: 1 },
    ]);
  });
});

describe("fitLogisticRegression", () => {
  test("refuses labels of one class and says how many there are", () => {
    expect(() => fitLogisticRegression(designMatrix(table, 12), new Uint8Array(12))).toThrow(
      "12 training rows, 0 of them with label 1",
    );
  });

  // LogisticRegression(C=1/l2, tol=1e-12) of scikit-learn over the same standardized columns
  test.each([
    [
      1,
      [
        0.4463193407233179, 1.0004814959636639, -0.09069182196074496, -0.0332292676780834,
        0.34571727395620466, -0.31248799555896384,
      ],
    ],
    [
      10,
      [
        0.343410388749054, 0.23661314225864988, -0.014840972005578738, -0.023864504237325706,
        0.059078269625926466, -0.035213765306122975,
      ],
    ],
  ])("finds scikit-learn's weights with l2 = %d", (l2, expected) => {
    const fit = fitLogisticRegression(designMatrix(table, 12), table.labels, { l2 });
    expect(fit.converged).toBe(true);
    for (const [term, weight] of expected.entries()) expect(fit.weights[term]).toBeCloseTo(weight, 6);
  });

  test("stays finite when a column separates the classes", () => {
    const labels = Uint8Array.from(x, (value) => (value > 4 ? 1 : 0));
    const fit = fitLogisticRegression(designMatrix(table, 12), labels, { l2: 1e-6, iterations: 200 });
    expect(fit.weights.every(Number.isFinite)).toBe(true);
    expect(fit.converged).toBe(true);
  });

  test("says that it has not converged when the steps run out", () => {
    expect(fitLogisticRegression(designMatrix(table, 12), table.labels, { iterations: 1 })).toMatchObject({
      iterations: 1,
      converged: false,
    });
  });
});

test("weightedColumns names the weights by column and category", () => {
  const columns = weightedColumns(table, designMatrix(table, 12), Float64Array.of(1, 2, 3, 4, 5, 6));
  expect(columns.intercept).toBe(1);
  expect(columns.numeric[0]).toMatchObject({ name: "x", weight: 2, missing: 3 });
  expect(columns.categorical).toEqual([{ name: "c", weights: { a: 4, b: 5, c: 6 } }]);
});
