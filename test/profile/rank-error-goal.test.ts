/**
 * The goals of both sketches, over orders that are hard for them: the median of the largest rank error over seeds, which shuffle or
 * shift the values. By hand at a million values and sixteen seeds: RANK_ERROR_VALUES=1000000 RANK_ERROR_SEEDS=16.
 */
import { describe, expect, test } from "vitest";
import { KllSketch } from "../../shared/profile/kll-sketch.ts";
import { DeequKllSketch } from "../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { NumberBlock } from "../../shared/profile/number-block.ts";
import { seededRandom } from "../../shared/random.ts";
import { largestRankError } from "./largest-rank-error.ts";

const COUNT = Number(process.env["RANK_ERROR_VALUES"] ?? 100_000);
const SEEDS = Number(process.env["RANK_ERROR_SEEDS"] ?? 3);

/** Each of different values, so that a seed changes which of them fall together. */
const ORDERS: Readonly<Record<string, (at: number, random: () => number) => number>> = {
  sorted: (at, random) => at + random(),
  reversed: (at, random) => COUNT - at + random(),
  "zoomed in": (at, random) => (at % 2 === 0 ? at : 2 * COUNT - at) + random(),
  "zoomed out": (at, random) => (at % 2 === 0 ? COUNT - at : COUNT + at) + random(),
  "in zigzags": (at, random) => Math.abs((at % 5000) - 2500) + random(),
  "of few distinct": (_, random) => Math.floor(random() ** 2 * 7),
  random: (_, random) => random(),
  "of thousandths": (_, random) => Math.round(random() * 1e6) / 1000,
};

interface Sketch {
  update(value: number): void;
  merge(other: this): void;
  weightedValues(): Parameters<typeof largestRankError>[0];
}

const KINDS: readonly { name: string; goal: number; of(values: Float64Array): Sketch }[] = [
  { name: "default", goal: 0.0015, of: (values) => updated(new KllSketch(), values) },
  { name: "default, in blocks", goal: 0.0015, of: inBlocks },
  { name: "ModelMonitor", goal: 0.0025, of: (values) => updated(new DeequKllSketch(), values) },
];

function updated<Kind extends Sketch>(sketch: Kind, values: Float64Array): Kind {
  for (const value of values) sketch.update(value);
  return sketch;
}

/** As the numbers of a column come into its sketch. */
function inBlocks(values: Float64Array): KllSketch {
  const sketch = new KllSketch();
  const block = new NumberBlock({
    takeDecimals: () => undefined,
    takeDoubles: () => undefined,
    takeSorted: (sorted, length, more) => sketch.updateSorted(sorted, length, more),
  });
  for (const value of values) block.addDouble(value);
  block.settle();
  return sketch;
}

/** The sketch of parts of `length` to three times as many, merged one after the other. */
function merged(values: Float64Array, length: number, of: (values: Float64Array) => Sketch): Sketch {
  const whole = of(values.subarray(0, 0));
  for (let from = 0, part = 0; from < values.length; part++) {
    const to = from + length * (1 + (part % 3));
    whole.merge(of(values.subarray(from, to)));
    from = to;
  }
  return whole;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe.each(KINDS)(`the rank error of a $name sketch of ${COUNT} values`, ({ goal, of }) => {
  test.each(Object.entries(ORDERS))(
    `%s is at most ${goal}, merged or not, as the median of seeds`,
    { timeout: 20_000 + COUNT * SEEDS },
    (order, draw) => {
      const errors: Record<string, number[]> = {
        whole: [],
        "of parts of 2,000": [],
        "of parts of 50,000": [],
      };
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = seededRandom(seed);
        const values = Float64Array.from({ length: COUNT }, (_, at) => draw(at, random));
        const error = (sketch: Sketch) => largestRankError(sketch.weightedValues(), values);
        errors["whole"]!.push(error(of(values)));
        errors["of parts of 2,000"]!.push(error(merged(values, 2000, of)));
        errors["of parts of 50,000"]!.push(error(merged(values, 50_000, of)));
      }
      for (const [way, found] of Object.entries(errors)) {
        expect(median(found), `${order}, ${way}`).toBeLessThanOrEqual(goal);
        if (COUNT > 100_000) console.log(order, way, median(found), Math.max(...found));
      }
    },
  );
});
