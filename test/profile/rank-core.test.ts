import { describe, expect, test } from "vitest";
import {
  MOST_LANES,
  MOST_ROWS,
  PAIR_SUMS,
  PlainRankCore,
} from "../../shared/profile/rank-core/plain-rank-core.ts";
import { type RankCore, rankCore, vectorRankCore } from "../../shared/profile/rank-core/rank-core.ts";
import { RANK_CORE_WASM } from "../../shared/profile/rank-core/rank-core-wasm.ts";
import { seededRandom } from "../../shared/random.ts";
import { assembleWasm } from "../fixtures/assemble-wasm.ts";
import { gaussian } from "./correlated-rows.ts";

type Form = (random: () => number, at: number) => number;

/** Numbers that lie well apart, that are often equal, that crowd in a sliver of their range, and that no range can hold. */
const FORMS: Readonly<Record<string, Form>> = {
  "of one size": (random) => random() * 1000,
  few: (random) => Math.floor(random() * 9) - 4,
  "nearly all equal": (random) => (random() < 0.02 ? 1 : 0),
  ascending: (_, at) => at,
  descending: (_, at) => -at,
  skewed: (random) => Math.exp(4 * gaussian(random)),
  "of every size": (random) => (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30),
  "far from one that is far out": (random, at) => (at === 3 ? 1e300 : random()),
  "beyond any range": (random) => (2 * random() - 1) * Number.MAX_VALUE,
  "the least there are": (random) => Math.floor(random() * 90) * Number.MIN_VALUE,
  equal: () => 7,
};
const vector = vectorRankCore()!;

/** Ranks columns of `rows` rows, of which a share `missing` have no number; the sums of all pairs. */
function sumsOf(
  core: RankCore,
  form: Form,
  [lanes, rows, missing]: readonly [number, number, number],
): number[] {
  const random = seededRandom(lanes + rows);
  for (let lane = 0; lane < lanes; lane++) {
    let length = 0;
    for (let row = 0; row < rows; row++) {
      const value = form(random, row) + 0;
      if (random() < missing) continue;
      core.values[length] = value;
      core.rows[length++] = row;
    }
    core.rank(lane, length);
  }
  core.products(lanes, rows);
  return [...core.sums.subarray(0, ((lanes * (lanes - 1)) / 2) * PAIR_SUMS)];
}

const SHAPES = [
  [2, 2, 0],
  [3, 7, 0.3],
  [2, 1, 0],
  [5, 100, 1],
  [4, MOST_ROWS - 1, 0.1],
  [MOST_LANES, MOST_ROWS, 0.05],
  [6, MOST_ROWS, 0],
] as const;

describe("the core that ranks", () => {
  test("is what its source describes, and the one that is used", async () => {
    expect(Buffer.from(await assembleWasm("rank-core")).toString("base64")).toBe(RANK_CORE_WASM);
    expect(rankCore()).not.toBeInstanceOf(PlainRankCore);
  });

  test.each(Object.keys(FORMS))("ranks and multiplies numbers that are %s as the TypeScript does", (form) => {
    for (const shape of SHAPES)
      expect(sumsOf(vector, FORMS[form]!, shape), `${shape}`).toEqual(
        sumsOf(new PlainRankCore(), FORMS[form]!, shape),
      );
  });

  test("gives the sums that are counted by hand", () => {
    for (const core of [vector, new PlainRankCore()]) {
      const columns = [
        { values: [10, 20, 20, 40], rows: [0, 1, 2, 3] },
        { values: [1, 3, 2], rows: [0, 2, 3] },
      ];
      for (const [lane, { values, rows }] of columns.entries()) {
        core.values.set(values);
        core.rows.set(rows);
        core.rank(lane, values.length);
      }
      core.products(2, 4);
      // Ranks −3, 0, 0, 3 and −2, none, 2, 0: 6 of the products, 8 and 9 + 9 of the squares of rows 0, 2 and 3.
      expect([...core.sums.subarray(0, PAIR_SUMS)]).toEqual([6, 8, 18, 3]);
    }
  });
});
