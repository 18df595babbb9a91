import { describe, expect, test } from "vitest";
import {
  mixedChance,
  mixedValue,
  pooledTail,
  tailChance,
  tailLaw,
  upperPart,
} from "../../shared/calibration/tail-law.ts";
import { seededRandom } from "../../shared/random.ts";

const options = (times: readonly number[]) => ({ leastScale: 1, times });
const places = (count: number) => Array.from({ length: count }, (_, at) => at);
const exponential = (count: number, seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => -Math.log(1 - random()));
};

describe("tailLaw", () => {
  test("is undefined without values, and knows a few values as one tail from 0 on", () => {
    expect(tailLaw([], options([]))).toBeUndefined();
    expect(tailLaw([2, 1, 3], options([0, 1, 2]))).toMatchObject({ start: 0, share: 1, scale: 2 });
  });

  test("of values that are all 0 is the thinnest law, known from every value", () => {
    expect(tailLaw(new Array(40).fill(0), options(places(40)))).toEqual({
      start: 0,
      share: 0.25,
      scale: 1,
      shape: 0,
      groups: 40,
    });
  });

  test("of exponential values is theirs: the largest tenth begins at ln 10 and has mean 1", () => {
    const law = tailLaw(exponential(20_000, 3), options(places(20_000)))!;
    expect(law.start).toBeCloseTo(Math.log(10), 1);
    expect(law.scale).toBeLessThan(1.06);
    expect(law.shape).toBeLessThan(0.05);
    expect(law.share).toBeCloseTo(0.1, 6);
    expect(law.groups).toBeGreaterThan(1700);
  });

  test("counts what comes together as one group: exceedances in runs of five are a fifth as many", () => {
    // One in fifty begins a run of five.
    const random = seededRandom(8);
    const values: number[] = [];
    while (values.length < 5000) {
      const run = random() < 0.02 ? 5 : 1;
      for (let i = 0; i < run; i++) values.push(run === 5 ? 5 + random() : random());
    }
    const law = tailLaw(values, options(places(values.length)))!;
    const beyond = law.share * values.length;
    expect(law.groups / beyond).toBeGreaterThan(0.15);
    expect(law.groups / beyond).toBeLessThan(0.3);
  });

  test("of a heavy tail (Student's t of four degrees, squared and halved) has a shape", () => {
    const random = seededRandom(5);
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const heavy = Array.from({ length: 5000 }, () => {
      const chi = [0, 0, 0, 0].reduce((sum) => sum + normal() ** 2, 0);
      return normal() ** 2 / (chi / 4) / 2;
    });
    expect(tailLaw(heavy, options(places(5000)))!.shape).toBeGreaterThan(0.3);
  });
});

describe("tailChance", () => {
  test("is, on average over what is not known, what one more value exceeds: the promise at one in 2,000 after 240 values", () => {
    // Exponential values: the true chance beyond x is e^−x. Averaged over 3,000 baselines it is the promised one.
    const promised = 1 / 2000;
    let sum = 0;
    for (let seed = 0; seed < 3000; seed++) {
      const law = tailLaw(exponential(240, seed), options(places(240)))!;
      sum += Math.exp(-mixedValue(law, undefined, promised));
    }
    const kept = sum / 3000 / promised;
    // Never thinner than the exponential law and never of a shape below 0: a third of what is promised comes.
    expect(kept).toBeLessThan(1);
    expect(kept).toBeGreaterThan(0.2);
  });

  test("falls with the value, is 1 up to the start, and `mixedValue` is its inverse", () => {
    const law = tailLaw(exponential(500, 1), options(places(500)))!;
    expect(tailChance(law, law.start)).toBe(1);
    const chances = [3, 5, 8, 13].map((value) => tailChance(law, value));
    expect([...chances].sort((a, b) => b - a)).toEqual(chances);
    for (const chance of [1e-2, 1e-4, 1e-6])
      expect(mixedChance(law, undefined, mixedValue(law, undefined, chance)) / chance).toBeCloseTo(1, 4);
  });
});

describe("pooledTail", () => {
  test("lends a calm source a little of the storms of the others", () => {
    const calm = exponential(1000, 2);
    const stormy = exponential(1000, 4).map((value, at) => (at % 100 === 0 ? value + 40 : value));
    const laws = [calm, stormy].map((values) => tailLaw(values, options(places(1000)))!);
    const pool = pooledTail([upperPart(calm), upperPart(stormy)], laws, { values: 1000, leastScale: 1 })!;
    const [own] = laws;
    expect(mixedChance(own!, pool, 30)).toBeGreaterThan(20 * tailChance(own!, 30));
    // 60 ÷ (groups + 60) of the pool's chance.
    const lent = 60 / (own!.groups + 60);
    expect(mixedChance(own!, pool, 30)).toBeCloseTo(
      lent * tailChance(pool, 30) + (1 - lent) * tailChance(own!, 30),
      15,
    );
  });
});
