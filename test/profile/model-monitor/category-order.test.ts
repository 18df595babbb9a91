import { describe, expect, test } from "vitest";
import { categoryOrder } from "../../../shared/profile/model-monitor/category-order.ts";
import { scalaMapOrder } from "../../../shared/profile/model-monitor/scala-map-order.ts";
import { CATEGORICAL_COLUMNS } from "../../fixtures/deequ/datasets.ts";
import { expected } from "../../fixtures/deequ/expected.ts";

describe("the order of categories", () => {
  test.each(Object.entries(CATEGORICAL_COLUMNS))(
    "of the column %s is Deequ's, however they came",
    (name, values) => {
      // Deequ counts missing cells as a value of this name.
      const keys = values.map((value) => (value === "" ? "NullValue" : value));
      expect(categoryOrder(name, keys)).toEqual(expected.histograms[name]);
      expect(categoryOrder(name, keys.toReversed())).toEqual(expected.histograms[name]);
    },
  );
});

describe("the order of a Scala map", () => {
  test("of up to four keys is the order in which they came", () => {
    expect(scalaMapOrder([])).toEqual([]);
    expect(scalaMapOrder(["d", "b", "a", "c"])).toEqual(["d", "b", "a", "c"]);
  });

  test("of five and more goes by the lowest five bits of their hashes first, then the next", () => {
    // Deequ's histogram of the column "five".
    expect(scalaMapOrder(["mon", "tue", "wed", "thu", "fri"])).toEqual(["mon", "thu", "tue", "fri", "wed"]);
  });

  test("of keys of one hash is the order in which they came", () => {
    const others = ["a", "b", "c"];
    const order = scalaMapOrder(["BB", ...others, "Aa"]);
    expect(order.indexOf("Aa")).toBe(order.indexOf("BB") + 1);
    expect(scalaMapOrder(["Aa", ...others, "BB"]).filter((key) => key.length === 2)).toEqual(["Aa", "BB"]);
  });
});
