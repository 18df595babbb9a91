/** What a sketch of 100,000 rows costs each statistic of numbers; docs/drift-statistics.md states the bounds. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { NumericDistribution } from "../../shared/drift/distribution.ts";
import type { DriftStatistic } from "../../shared/drift/drift-statistic.ts";
import { driftStatistics } from "../../shared/drift/index.ts";
import { KllSketch } from "../../shared/profile/kll-sketch.ts";
import { seededRandom } from "../../shared/random.ts";
import { numeric } from "./distributions.ts";

const ROWS = 100_000;
type Random = () => number;
const gaussian = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
const LAWS: Readonly<Record<string, (random: Random) => number>> = {
  normal: gaussian,
  lognormal: (random) => Math.exp(gaussian(random)),
  pareto: (random) => (1 - random()) ** (-1 / 1.5),
};

interface Pair {
  readonly exact: NumericDistribution;
  readonly sketched: NumericDistribution;
}

function pairOf(law: string, plus: number, random: Random): Pair {
  const values = Float64Array.from({ length: ROWS }, () => LAWS[law]!(random) + plus);
  const sketch = new KllSketch();
  for (const value of values) sketch.update(value);
  const { n, rankError } = sketch;
  return { exact: numeric(values), sketched: { kind: "numeric", ...sketch.weightedValues(), n, rankError } };
}

const page = readFileSync(new URL("../../docs/drift-statistics.md", import.meta.url), "utf8");
const ofNumbers = driftStatistics.filter(({ appliesTo }: DriftStatistic) => appliesTo.includes("numeric"));
const stated = new Map(
  [...page.matchAll(/^\| `(\w+)` \| (0\.\d+) \|$/gm)].map(([, name, bound]) => [name!, Number(bound)]),
);
const sampled = Object.keys(LAWS).map((law, i) => {
  const random = seededRandom(i + 1);
  return {
    law,
    baseline: pairOf(law, 0, random),
    windows: [0, 0.1].map((plus) => pairOf(law, plus, random)),
  };
});

test("the page states a bound for every statistic of numbers", () => {
  expect([...stated.keys()]).toEqual(ofNumbers.map(({ name }) => name));
});

test.each(ofNumbers.map((statistic): [string, DriftStatistic] => [statistic.name, statistic]))(
  "%s of sketches is within the page's bound of the exact one, and the bound is no tenfold of it",
  (name, { measure }) => {
    const errors = sampled.flatMap(({ baseline, windows }) =>
      windows.map(({ exact, sketched }) =>
        Math.abs(measure(sketched, baseline.sketched)! - measure(exact, baseline.exact)!),
      ),
    );
    expect(Math.max(...errors)).toBeLessThanOrEqual(stated.get(name)!);
    expect(Math.max(...errors)).toBeGreaterThan(stated.get(name)! / 10);
  },
);

test("NormalizedWasserstein of a normal column is within 0.002", () => {
  const { measure } = driftStatistics.find(({ name }) => name === "NormalizedWasserstein")!;
  const { baseline, windows } = sampled[0]!;
  for (const { exact, sketched } of windows)
    expect(measure(sketched, baseline.sketched)).toBeCloseTo(measure(exact, baseline.exact)!, 2.4);
});
