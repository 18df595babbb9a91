import { describe, expect, test } from "vitest";
import { ByteReader } from "../../../shared/profile/byte-reader.ts";
import { HyperLogLogPlusPlus } from "../../../shared/profile/model-monitor/hyper-log-log-plus-plus.ts";
import { DISTINCT_COUNTS, TEXT_COLUMNS } from "../../fixtures/deequ/datasets.ts";
import { digestOf, expected } from "../../fixtures/deequ/expected.ts";
import { bytesOf } from "../../laws/mergeable.ts";

function of(texts: Iterable<string>): HyperLogLogPlusPlus {
  const distinct = new HyperLogLogPlusPlus();
  for (const text of texts) distinct.updateText(text);
  return distinct;
}

/** The 512 registers, read from what is written. */
function registersOf(distinct: HyperLogLogPlusPlus): Uint8Array {
  const from = new ByteReader(bytesOf(distinct));
  const registers = new Uint8Array(512);
  let register = -1;
  for (let left = from.count(); left > 0; left--) {
    const entry = from.count();
    register += Math.floor(entry / 64) + 1;
    registers[register] = entry % 64;
  }
  return registers;
}

describe("HyperLogLog++ with 512 registers", () => {
  test("of nothing is 0 and of one text, however often, 1", () => {
    expect(new HyperLogLogPlusPlus().estimate()).toBe(0);
    expect(of(["42.5", "42.5", "42.5"]).estimate()).toBe(1);
  });

  test("tells 1 from 1.0", () => {
    expect(of(["1", "1.0"]).estimate()).toBe(2);
  });

  // Up to 400, linear counting; up to 2,560, corrected by the tables; beyond, raw.
  test.each(Object.entries(TEXT_COLUMNS))(
    "of 1 to 1,000,000 %s has Deequ's registers and estimate",
    (name, text) => {
      const distinct = new HyperLogLogPlusPlus();
      let row = 0;
      const ours = DISTINCT_COUNTS.map((count) => {
        for (; row < count; row++) distinct.updateText(text(row));
        return [distinct.estimate(), digestOf(registersOf(distinct))];
      });
      expect(ours).toEqual(expected.distinct[name]);
    },
  );

  test("of two parts that share texts counts them once", () => {
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => String(from + at));
    const merged = of(numbers(0, 600));
    merged.merge(of(numbers(300, 900)));
    expect(bytesOf(merged)).toEqual(bytesOf(of(numbers(0, 900))));
  });

  test("takes no more than 520 bytes", () => {
    expect(bytesOf(of(Array.from({ length: 20_000 }, (_, at) => String(at)))).length).toBeLessThan(520);
  });
});
