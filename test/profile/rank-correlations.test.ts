import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { ByteWriter } from "../../shared/profile/byte-writer.ts";
import { MOST_RANKED, RankCorrelations } from "../../shared/profile/rank-correlations.ts";
import { seededRandom } from "../../shared/random.ts";
import { type Columns, dependent, gaussian, profileOf, spearman } from "./correlated-rows.ts";

const correlationsOf = (columns: Columns) => profileOf(columns).correlations;
const rhoOf = (columns: Columns) => correlationsOf(columns).correlation("x", "y")?.rho;
/** Sums are kept in parts of 2⁻¹⁶. */
const DIGITS = 6;

interface SpearmanCase {
  readonly name: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly expected: number;
}

/** Made by test/fixtures/drift/make_spearman_values.py. */
const { cases }: { readonly cases: readonly SpearmanCase[] } = JSON.parse(
  readFileSync(new URL("../fixtures/drift/spearman-values.json", import.meta.url), "utf8"),
);

test.each(cases.map((each) => [each.name, each] as const))(
  "scipy has the same of columns: %s",
  (_, { x, y, expected }) => {
    expect(correlationsOf({ x, y }).correlation("x", "y")).toEqual({
      rho: expect.closeTo(expected, DIGITS),
      dof: x.length - 1,
    });
  },
);

describe("the correlation of two columns", () => {
  test("is Spearman's, of a textbook's example", () => {
    // IQ and hours of television a week: ρ = −29/165 (Wikipedia, "Spearman's rank correlation coefficient").
    const x = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const y = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    const found = correlationsOf({ x, y }).correlation("x", "y")!;
    expect(found.rho).toBeCloseTo(-29 / 165, DIGITS);
    expect(found.dof).toBe(9);
  });

  test("is that of the midranks where numbers are equal", () => {
    const random = seededRandom(5);
    const [x, y] = dependent(200, 0.7, random).map((column) => column.map((value) => Math.round(2 * value)));
    expect(rhoOf({ x: x!, y: y! })).toBeCloseTo(spearman(x!, y!), DIGITS);
  });

  test("of a normal pair is 6/π · asin(r/2)", () => {
    const random = seededRandom(6);
    for (const r of [-0.9, 0, 0.4, 0.8]) {
      const [x, y] = dependent(60_000, r, random);
      expect(rhoOf({ x, y })).toBeCloseTo((6 / Math.PI) * Math.asin(r / 2), 1);
    }
  });

  test("adds up block by block, each with its rows less one", () => {
    const random = seededRandom(7);
    const [one, other] = [dependent(100, 0.9, random), dependent(256, -0.2, random)];
    const whole = correlationsOf({ x: one[0], y: one[1] });
    whole.merge(correlationsOf({ x: other[0], y: other[1] }));
    const expected = (99 * spearman(...one) + 255 * spearman(...other)) / (99 + 255);
    expect(whole.correlation("x", "y")).toEqual({ rho: expect.closeTo(expected, DIGITS), dof: 354 });
  });

  test("is not changed by a monotone transformation, an outlier or rows that change places within a block", () => {
    const random = seededRandom(8);
    const [x, y] = dependent(256, 0.6, random);
    const rho = rhoOf({ x, y });
    expect(rhoOf({ x: x.map((value) => Math.exp(5 * value)), y: y.map((value) => value ** 3) })).toBe(rho);
    expect(rhoOf({ x: x.map((value) => (value === Math.max(...x) ? 1e300 : value)), y })).toBe(rho);
    const order = x.map((_, at) => at).sort((a, b) => ((a * 37) % 256) - ((b * 37) % 256));
    expect(rhoOf({ x: order.map((at) => x[at]!), y: order.map((at) => y[at]!) })).toBe(rho);
    expect(rhoOf({ x: x.map((value) => -value), y })).toBe(-rho!);
  });

  test("is the same whatever the order of the columns and of the two", () => {
    const random = seededRandom(9);
    const [x, y] = dependent(700, 0.6, random);
    const columns = { x, y, z: y.map((value) => value + gaussian(random)) };
    const one = correlationsOf(columns);
    const other = profileOf(columns, { names: ["z", "y", "x"] }).correlations;
    for (const { a, b, ...found } of one.pairs()) {
      expect(other.correlation(a, b)).toEqual(found);
      expect(one.correlation(b, a)).toEqual(found);
    }
    expect([...one.pairs()].map(({ a, b }) => a + b)).toEqual(["xy", "xz", "yz"]);
  });

  test("is of the rows that have both numbers, and does not fall where some are missing", () => {
    const random = seededRandom(10);
    const [x, y] = dependent(256, 0.8, random);
    const lacking = y.map((value) => (random() < 0.3 ? null : value));
    const { rho, dof } = correlationsOf({ x, y: lacking }).correlation("x", "y")!;
    expect(dof).toBe(lacking.filter((value) => value !== null).length - 1);
    expect(Math.abs(rho - spearman(x, y))).toBeLessThan(0.04);
  });

  test("is not known of a constant column, of one row, of a column with itself and of one that nobody saw", () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const constant = correlationsOf({ x, y: x.map(() => 5), z: x });
    expect(constant.correlation("x", "y")).toBeUndefined();
    expect(constant.correlation("x", "z")).toEqual({ rho: 1, dof: 7 });
    expect(constant.correlation("x", "x")).toBeUndefined();
    expect(constant.correlation("x", "q")).toBeUndefined();
    expect([...correlationsOf({ x: [1], y: [2] }).pairs()]).toEqual([]);
  });
});

test("correlations under other names are the same; a column without one is left out, two that get one add up", () => {
  const random = seededRandom(18);
  const [x, y] = dependent(256, 0.6, random);
  const [, z] = dependent(256, 0.4, random);
  const all = correlationsOf({ x, y, z });
  const renamed = all.renamed((column) => ({ x: "a", y: "b" })[column]);
  expect(renamed.columns).toEqual(["a", "b"]);
  expect(renamed.correlation("b", "a")).toEqual(all.correlation("x", "y"));
  expect(renamed.blockRows).toBe(256);
  const merged = all.renamed((column) => (column === "z" ? "y" : column)).correlation("x", "y")!;
  const [one, other] = [all.correlation("x", "y")!, all.correlation("x", "z")!];
  expect([merged.rho, merged.dof]).toEqual([expect.closeTo((one.rho + other.rho) / 2, 10), 510]);
});

describe("the columns that are correlated", () => {
  const wide = (from: number, count: number, random: () => number): Columns =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [`c${from + at}`, Array.from({ length: 50 }, () => random())]),
    );

  test("are those that came first, and no more than there is room for", () => {
    const random = seededRandom(11);
    const { columns } = correlationsOf(wide(0, 40, random));
    expect(columns).toEqual(Array.from({ length: MOST_RANKED }, (_, at) => `c${at}`));
    const whole = correlationsOf(wide(0, 20, random));
    whole.merge(correlationsOf(wide(10, 32, random)));
    expect(whole.columns).toEqual(Array.from({ length: MOST_RANKED }, (_, at) => `c${at}`));
    expect(whole.correlation("c5", "c15")?.dof).toBe(49);
    expect(whole.correlation("c12", "c15")?.dof).toBe(98);
    expect(whole.correlation("c5", "c25")).toBeUndefined();
    expect(whole.correlation("c25", "c40")).toBeUndefined();
  });

  test("stay the same from block to block once there is no room", () => {
    const random = seededRandom(12);
    const later = Array.from({ length: 5000 }, (_, row) => (row < 4096 ? "text" : random()));
    const others = Object.fromEntries(
      Array.from({ length: 33 }, (_, at) => [`c${at}`, Array.from({ length: 5000 }, () => random())]),
    );
    const { columns, ...found } = correlationsOf({ later, ...others });
    expect([columns, found]).toEqual([Array.from({ length: MOST_RANKED }, (_, at) => `c${at}`), {}]);
  });
});

test("correlations are written in little, and read back the same", () => {
  const random = seededRandom(13);
  const names = Array.from({ length: MOST_RANKED }, (_, at) => `c${at}`);
  const correlations = correlationsOf(
    Object.fromEntries(names.map((name) => [name, Array.from({ length: 9000 }, () => random())])),
  );
  const to = new ByteWriter();
  correlations.write(to);
  const bytes = to.finish();
  expect(bytes.length).toBeLessThan(3500);
  const back = RankCorrelations.read(new ByteReader(bytes));
  expect([...back.pairs()]).toEqual([...correlations.pairs()]);
  expect([...back.pairs()]).toHaveLength((32 * 31) / 2);
});
