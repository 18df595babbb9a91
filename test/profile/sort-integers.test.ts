import { expect, test } from "vitest";
import { sortIntegers } from "../../shared/profile/sort-integers.ts";
import { seededRandom } from "../../shared/random.ts";

const LENGTHS = [0, 1, 2, 3, 15, 16, 63, 64, 65, 100, 500, 1000, 2047, 2048];
/** Around each of them another way of sorting begins: counting, two digits of 11 bits, three. */
const RANGES = [
  0,
  1,
  2,
  7,
  255,
  256,
  1000,
  8191,
  8192,
  8193,
  2 ** 22 - 1,
  2 ** 22,
  2 ** 22 + 1,
  2 ** 31 - 1,
  2 ** 32 - 2,
];
const LEAST = -(2 ** 31 - 1);

test.each(LENGTHS)(
  "%d sorted integers are those of the native sort, whatever their range and where it lies",
  (length) => {
    for (const [seed, range] of RANGES.entries()) {
      const random = seededRandom(seed);
      for (const least of [LEAST, -1000, 0, 5, 2 ** 31 - 1 - range].filter(
        (from) => from + range < 2 ** 31 && from >= LEAST,
      )) {
        const draws = [
          () => least + Math.floor(random() * (range + 1)),
          () => (random() < 0.5 ? least : least + range),
          (at: number) => least + Math.min(range, at),
          (at: number) => least + range - Math.min(range, at),
        ];
        for (const draw of draws) {
          const values = Int32Array.from({ length }, (_, at) => draw(at));
          const expected = values.slice().sort();
          sortIntegers(values, length, expected[0] ?? 0, expected.at(-1) ?? 0);
          expect(
            Buffer.compare(Buffer.from(values.buffer), Buffer.from(expected.buffer)),
            `range ${range}, seed ${seed}, from ${least}`,
          ).toBe(0);
        }
      }
    }
  },
);

test("integers behind the length stay where they are", () => {
  const values = Int32Array.of(3, 1, 2, -9, 7);
  sortIntegers(values, 3, 1, 3);
  expect([...values]).toEqual([1, 2, 3, -9, 7]);
});
