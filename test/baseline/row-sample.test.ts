import { describe, expect, test } from "vitest";
import { RowSample } from "../../shared/baseline/row-sample.ts";

const row = (cells: Record<string, string | number | null | undefined>) => ({
  names: Object.keys(cells),
  cells: Object.values(cells),
  typed: false,
});
const of = (rows: number, make: (i: number) => Record<string, string | number | null | undefined>) => {
  const sample = new RowSample();
  for (let i = 0; i < rows; i++) sample.add(row(make(i)), i * 1000);
  return sample;
};

describe("a sample of rows", () => {
  test("of nothing is empty", () => {
    expect([new RowSample().column("x"), new RowSample().times]).toEqual([[], []]);
  });

  test("is all of up to 1,023 rows, in their order", () => {
    const sample = of(1023, (i) => ({ x: i }));
    expect(sample.column("x")).toEqual(Array.from({ length: 1023 }, (_, i) => i));
    expect(sample.times).toHaveLength(1023);
  });

  test.each([
    [1024, 2, 512],
    [2046, 2, 1023],
    [2047, 4, 512],
    [25_200, 32, 788],
    [1_000_000, 1024, 977],
  ])("of %d rows is every %d-th: %d of them, evenly", (rows, step, kept) => {
    const xs = of(rows, (i) => ({ x: i })).column("x");
    expect(xs).toEqual(Array.from({ length: kept }, (_, at) => at * step));
  });

  test("leaves out cells that are absent or empty, and keeps columns that come late in their place", () => {
    const sample = of(2000, (i) => ({
      ...(i >= 1000 ? { late: i } : {}),
      x: i % 2 ? null : i,
      y: undefined,
    }));
    expect((sample.column("late") as number[])[0]).toBe(1000);
    expect((sample.column("x") as number[]).every((x) => x % 2 === 0)).toBe(true);
    expect(sample.column("y")).toEqual([]);
    expect(sample.column("z")).toEqual([]);
  });

  test("names cells by position where rows have no names", () => {
    const sample = new RowSample();
    sample.add({ cells: ["a", "b"], typed: false });
    expect(sample.column("_c1")).toEqual(["b"]);
  });

  test("is the same whether one reader sees all columns or each sees its own", () => {
    const make = (i: number) => ({ x: i, y: `t${i}`, z: i % 7 });
    const whole = of(5000, make);
    const [left, right] = [of(5000, (i) => ({ x: i })), of(5000, (i) => ({ y: `t${i}`, z: i % 7 }))];
    left.merge(right);
    for (const name of ["x", "y", "z"]) expect(left.column(name)).toEqual(whole.column(name));
    expect(left.times).toEqual(whole.times);
  });

  test("refuses to merge with a sample of other rows", () => {
    expect(() => of(10, (i) => ({ x: i })).merge(of(11, (i) => ({ y: i })))).toThrow(
      "Got samples of 10 and of 11 rows",
    );
  });

  test("does not hold on to what a text was cut from", () => {
    const sample = new RowSample();
    const line = `${"x".repeat(300)},${"y".repeat(40)}`;
    sample.add({ cells: line.split(","), typed: false });
    expect(sample.column("_c1")).toEqual(["y".repeat(40)]);
    expect(String(sample.column("_c0")[0]).length).toBeLessThan(300); // bounded, as a profile bounds it
  });
});
