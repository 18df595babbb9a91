import { describe, expect, test } from "vitest";
import { SortedRun } from "../../shared/profile/sorted-run.ts";
import { seededRandom } from "../../shared/random.ts";

const SIZES = [0, 1, 2, 7, 15, 16, 63, 100, 1000, 2048];

/** Few different values, so that many are equal, or all different. */
const ascending = (length: number, random: () => number, values: number) =>
  Float64Array.from({ length }, () => Math.floor(random() * values) / 8).sort();

describe("a sorted run", () => {
  test("takes in every second value of another one, and holds what sorting all of them gives", () => {
    const random = seededRandom(31);
    for (const size of SIZES)
      for (const count of SIZES)
        for (const step of [1, 2])
          for (const values of [20, 1e9]) {
            const mine = ascending(size, random, values);
            const source = ascending(count * step, random, values);
            const start = count === 0 ? 0 : step - 1;
            const run = new SortedRun(mine.slice(), size);
            run.insert(source, start, step, count);
            const taken = source.filter((_, at) => at % step === start % step);
            expect([...run.values.subarray(0, run.size)], `${size}, ${count}, ${step}, ${values}`).toEqual([
              ...Float64Array.from([...mine, ...taken]).sort(),
            ]);
          }
  });

  test("merges runs that do not overlap, on either side", () => {
    for (const offset of [-5000, 5000]) {
      const run = new SortedRun(
        Float64Array.from({ length: 500 }, (_, at) => at),
        500,
      );
      run.insert(
        Float64Array.from({ length: 300 }, (_, at) => at + offset),
        0,
        1,
        300,
      );
      const held = run.values.subarray(0, run.size);
      expect(run.size).toBe(800);
      expect(held.every((value, at) => at === 0 || held[at - 1]! <= value)).toBe(true);
    }
  });
});
