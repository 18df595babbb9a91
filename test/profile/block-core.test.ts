import { describe, expect, test } from "vitest";
import { blockCore, CORE_LENGTH } from "../../shared/profile/block-core/block-core.ts";
import { BLOCK_CORE_WASM } from "../../shared/profile/block-core/block-core-wasm.ts";
import { entriesIn } from "../../shared/profile/distinct-count.ts";
import { sortByKeys, sortFinite } from "../../shared/profile/sort-doubles.ts";
import { sortByDigits } from "../../shared/profile/sort-integers.ts";
import { hashNumber } from "../../shared/profile/value-hash.ts";
import { seededRandom } from "../../shared/random.ts";
import { assembleWasm } from "../fixtures/assemble-wasm.ts";

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const LENGTHS = [1, 2, 3, 5, 64, 1000, CORE_LENGTH - 1, CORE_LENGTH];
const core = blockCore()!;

/** Doubles that come again, that differ in their last bits, and of every size and sign. */
const FORMS: Readonly<Record<string, (random: () => number) => number>> = {
  few: (random) => Math.floor(random() * 30) - 12,
  clustered: (random) => 1.7e15 + Math.floor(random() * 1e6),
  "of one size": (random) => random() * 1000,
  "of every size": (random) => (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30),
};

describe("the core in WebAssembly", () => {
  test("is what its source describes", async () => {
    expect(Buffer.from(await assembleWasm("block-core")).toString("base64")).toBe(BLOCK_CORE_WASM);
  });

  test.each(SEEDS)("sorts integers of any range as the TypeScript does (seed %i)", (seed) => {
    const random = seededRandom(seed);
    for (const range of [1, 7, 2047, 2048, 2049, 2 ** 22, 2 ** 22 + 1, 2 ** 32])
      for (const length of LENGTHS) {
        const values = Int32Array.from({ length }, () => Math.floor((random() - 0.5) * range));
        const [least, most] = [Math.min(...values), Math.max(...values)];
        core.integers.set(values);
        core.sortIntegers(length, least, (most - least) | 0);
        sortByDigits(values, length, least, most - least);
        expect([...core.integers.subarray(0, length)], `range ${range}, ${length}`).toEqual([...values]);
      }
  });

  test.each(Object.keys(FORMS))("sorts doubles that are %s as the TypeScript does", (form) => {
    const random = seededRandom(9);
    for (const length of LENGTHS) {
      const values = Float64Array.from({ length }, () => FORMS[form]!(random));
      core.doubles.set(values);
      const isSorted = core.sortDoubles(length) === 1;
      const sorted = core.doubles.slice(0, length);
      if (!isSorted) sorted.sort();
      sortByKeys(values, length);
      expect([...sorted], `${length}`).toEqual([...values]);
    }
  });

  test.each(Object.keys(FORMS))("sorts finite doubles that are %s, however they lie", (form) => {
    const random = seededRandom(13);
    for (const length of LENGTHS)
      for (const stretch of [1, 1e-320, 1e300]) {
        const values = Float64Array.from({ length }, () => FORMS[form]!(random) * stretch + 0);
        core.doubles.set(values);
        sortFinite(core, length);
        expect([...core.doubles.subarray(0, length)], `${length}`).toEqual([...values.sort()]);
      }
    const skewed = Float64Array.from({ length: CORE_LENGTH }, () => Math.exp(40 * random()));
    core.doubles.set(skewed);
    sortFinite(core, CORE_LENGTH);
    expect([...core.doubles]).toEqual([...skewed.sort()]);
  });

  test("gives up where values cluster, and still holds all of them", () => {
    const values = Float64Array.from({ length: CORE_LENGTH }, (_, at) => 1 + (CORE_LENGTH - at) * 2 ** -52);
    core.doubles.set(values);
    expect(core.sortDoubles(CORE_LENGTH)).toBe(0);
    expect(core.doubles.slice().sort()).toEqual(values.sort());
  });

  test.each(Object.keys(FORMS))(
    "hashes each different number that is %s once, as the TypeScript does",
    (form) => {
      const random = seededRandom(10);
      for (const length of LENGTHS) {
        const values = Float64Array.from({ length }, () => FORMS[form]!(random) + 0).sort();
        core.doubles.set(values);
        const count = core.hashSorted(length);
        const expected = [...new Set(values)].map((value) => {
          const hash = { high: 0, low: 0 };
          hashNumber(value, hash);
          return [hash.high >>> 18, hash.low];
        });
        const found = Array.from({ length: count }, (_, at) => [core.registers[at], core.lows[at]]);
        expect(found, `${length}`).toEqual(expected);
      }
    },
  );

  test("measures and divides integers as arithmetic does", () => {
    const random = seededRandom(11);
    for (const length of LENGTHS)
      for (const range of [1, 100, 2 ** 31]) {
        const values = Array.from({ length }, () => Math.round((random() - 0.5) * 2 * (range - 1)) + 0);
        core.integers.set(values);
        core.measureIntegers(length);
        const sum = values.reduce((all, value) => all + value, 0);
        expect([...core.measures]).toEqual([sum, Math.min(...values), Math.max(...values)]);
        core.divideIntegers(length, 100);
        expect([...core.doubles.subarray(0, length)]).toEqual(values.map((value) => value / 100));
      }
  });

  test("lists the registers that are set as the TypeScript does", () => {
    const random = seededRandom(12);
    for (const share of [0, 0.001, 0.1, 0.7, 1]) {
      const registers = Uint8Array.from({ length: 1 << 14 }, () =>
        random() < share ? 1 + Math.floor(random() * 33) : 0,
      );
      core.allRegisters.set(registers);
      expect([...core.entries.subarray(0, core.listRegisters())]).toEqual([...entriesIn(registers)]);
    }
  });
});
