import { describe, expect, test } from "vitest";
import { flightEndpoint } from "../../../local/flights/flight-endpoint.ts";
import {
  type FlightModel,
  flightPredictor,
  modelColumns,
  parseFlightModel,
} from "../../../local/flights/flight-model.ts";

const model: FlightModel = {
  model: "logistic-regression",
  version: 1,
  label: "y",
  intercept: 0.4463193407233179,
  numeric: [
    {
      name: "x",
      low: 1,
      high: 8,
      mean: 4.2,
      deviation: 2.147091055358389,
      weight: 1.0004814959636639,
      missing: -0.09069182196074496,
    },
  ],
  categorical: [
    { name: "c", weights: { a: -0.0332292676780834, b: 0.34571727395620466, c: -0.31248799555896384 } },
  ],
  trainRows: 12,
  holdoutRows: 0,
  auc: null,
};
const sigmoid = (sum: number) => 1 / (1 + Math.exp(-sum));

describe("flightPredictor", () => {
  const predict = flightPredictor(model, ["time", "c", "x"]);

  test("gives scikit-learn's predict_proba for a row with all values", () => {
    expect(predict(["00:00", "a", "1"])).toBeCloseTo(0.25388162955634735, 12);
  });

  test.each([[null], [undefined], [""], [" "], ["n/a"], [true]])(
    "takes %j as a missing number (scikit-learn's predict_proba)",
    (cell) => {
      expect(predict(["00:00", "c", cell])).toBeCloseTo(0.5107832085402554, 12);
    },
  );

  test("takes values beyond the training's range as the nearest in it", () => {
    expect(predict(["", "a", 1e9])).toBe(predict(["", "a", 8]));
    expect(predict(["", "a", -1e9])).toBe(predict(["", "a", "1"]));
    expect(predict(["", "a", Number.POSITIVE_INFINITY])).toBe(predict(["", "a", 8]));
  });

  test("gives a category that training never saw no weight, also one named like a property of objects", () => {
    const withoutCategory = sigmoid(model.intercept + model.numeric[0]!.missing);
    expect(predict(["", "z", null])).toBeCloseTo(withoutCategory, 12);
    expect(predict(["", "constructor", null])).toBeCloseTo(withoutCategory, 12);
  });

  test("refuses rows that lack one of the model's columns", () => {
    expect(() => flightPredictor(model, ["x"])).toThrow("the model also needs c");
  });
});

test("modelColumns names numbers, then categories", () => {
  expect(modelColumns(model)).toEqual(["x", "c"]);
});

describe("flightEndpoint", () => {
  const answer = flightEndpoint(model, ["x", "c"]);

  test("answers an empty request with nothing", () => {
    expect(answer("")).toBe("");
  });

  test("answers a row with six decimals", () => {
    expect(answer("1,a")).toBe("0.253882");
  });

  test("answers each row of a request with a line", () => {
    expect(answer("1,a\n,c\n")).toBe("0.253882\n0.510783");
  });

  test("refuses a request that is no CSV", () => {
    expect(() => answer('"1,a')).toThrow("no CSV");
  });
});

describe("parseFlightModel", () => {
  test("reads what was written", () => {
    expect(parseFlightModel(JSON.stringify(model))).toEqual(model);
  });

  test.each([
    ["{", "champion/model.json cannot be used"],
    [JSON.stringify({ ...model, version: 2 }), "version: got 2, expected 1"],
    [JSON.stringify({ ...model, intercept: null }), "intercept: got null, expected number"],
  ])("refuses %s and says where it differs", (text, message) => {
    expect(() => parseFlightModel(text, "champion/model.json")).toThrow(message);
  });
});
