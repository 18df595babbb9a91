import { describe, expect, test } from "vitest";
import { unitChangedRule } from "../../shared/faults/rules/unit-changed-rule.ts";
import { seededRandom } from "../../shared/random.ts";
import { cells, profileOf } from "../constraints/profiles.ts";
import { healthyTable, lookOf, withColumn } from "./looks.ts";

const table = healthyTable(1, 5000);
const baseline = profileOf(table);
const part = (seed: number) => healthyTable(seed, 50);
const changed = (column: string, change: (x: number) => number, seed = 2) =>
  unitChangedRule.find(
    lookOf(
      withColumn(part(seed), column, (x) => String(change(Number(x)))),
      baseline,
    ),
  );
const inWords = (column: string, change: (x: number) => number) =>
  changed(column, change).map(({ column: name, description }) => `${name}: ${description.split(": ")[1]}`);

describe("a change of unit", () => {
  test.each([
    [1000, "about 1,000 times as large"],
    [100, "about 100 times as large"],
    [60, "about 60 times as large"],
    [1 / 1000, "about 1/1,000 as large"],
    [-1000, undefined],
  ])("by the factor %d", (factor, words) => {
    // The median of fifty rows is off by some per cent: 60 is told as what it is near.
    const said = inWords("amount", (x) => x * factor);
    if (words === undefined) expect(said).toEqual([]);
    else expect(said.join().replace(/about 5\d |about 6\d /, "about 60 ")).toBe(`amount: they are ${words}.`);
  });

  test("of a column with zeros, which stay zeros", () => {
    expect(inWords("count", (x) => x * 100)).toEqual(["count: they are about 100 times as large."]);
  });

  test("of a wide column: incomes in cents, and in thousands", () => {
    expect(inWords("income", (x) => x * 1000)).toEqual(["income: they are about 1,000 times as large."]);
    expect(inWords("income", (x) => x / 1000)).toEqual(["income: they are about 1/1,000 as large."]);
  });

  test("from °C to °F where it leaves the range, and to kelvin", () => {
    const warm = profileOf(withColumn(table, "celsius", (x) => String(Number(x) / 2 + 20)));
    const rows = (back: (x: number) => number) =>
      withColumn(part(3), "celsius", (x) => String(back(Number(x) / 2 + 20)));
    const [fahrenheit] = unitChangedRule.find(
      lookOf(
        rows((x) => x * 1.8 + 32),
        warm,
      ),
    );
    expect(fahrenheit!.description).toContain("°F in place of °C");
    const [kelvin] = unitChangedRule.find(
      lookOf(
        rows((x) => x + 273.15),
        warm,
      ),
    );
    expect(kelvin!.description).toContain("kelvin in place of °C");
  });

  test("in every one of a hundred parts", () => {
    for (let seed = 100; seed < 200; seed++)
      expect(
        changed("amount", (x) => x * 1000, seed),
        `seed ${seed}`,
      ).toHaveLength(1);
  });
});

describe("no change of unit", () => {
  test("is a drift, however large, below a factor of ten", () => {
    for (const factor of [0.2, 0.5, 2, 5, 8]) expect(changed("amount", (x) => x * factor)).toEqual([]);
    expect(changed("amount", (x) => x + 40)).toEqual([]);
  });

  test("is a counter or a clock that runs on beyond everything that the baseline has", () => {
    const clock = profileOf({
      at: cells(5000, (i) => String(1_700_000_000 + 60 * i)),
      id: cells(5000, (i) => String(1 + i)),
    });
    const rows = {
      at: cells(50, (i) => String(1_800_000_000 + 60 * i)),
      id: cells(50, (i) => String(900_000 + i)),
    };
    expect(unitChangedRule.find(lookOf(rows, clock))).toEqual([]);
  });

  test("is one client's rows, all of them small or large", () => {
    const random = seededRandom(5);
    // Clients' medians spread over three decades, and each client's own rows over a tenth of one.
    const one = (median: number) => median * (0.9 + 0.2 * random());
    const median = () => 10 ** (3 * random());
    const whole = profileOf({ spend: cells(20_000, () => one(median()).toFixed(4)) });
    for (let client = 0; client < 200; client++) {
      const own = 10 ** (3.2 * random() - 0.1);
      const rows = { spend: cells(50, () => one(own).toFixed(4)) };
      expect(unitChangedRule.find(lookOf(rows, whole)), `median ${own}`).toEqual([]);
    }
  });

  test("is a value that stands for none", () => {
    expect(changed("amount", () => -999)).toEqual([]);
  });
});
