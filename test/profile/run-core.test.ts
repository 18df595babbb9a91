import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { ByteWriter } from "../../shared/profile/byte-writer.ts";
import { FewRegisters } from "../../shared/profile/few-registers.ts";
import { CORE_RUN, runCore } from "../../shared/profile/run-core/run-core.ts";
import { RUN_CORE_WASM } from "../../shared/profile/run-core/run-core-wasm.ts";
import { RunMemory } from "../../shared/profile/run-memory.ts";
import { seededRandom } from "../../shared/random.ts";
import { assembleWasm } from "../fixtures/assemble-wasm.ts";
import { mergedDigests } from "./merged-parts.ts";

const core = runCore()!;
const LENGTHS = [0, 1, 7, 8, 9, 31, 32, 33, 100, 2047, 2048, 6000, CORE_RUN];
/** Steps of one byte, of one and two, of mostly two, of every length up to eight. */
const STEPS: Readonly<Record<string, (random: () => number) => number>> = {
  "one byte": (random) => Math.floor(random() * 128),
  "one or two bytes": (random) => Math.floor(random() ** 4 * 2000),
  "two bytes": (random) => 128 + Math.floor(random() * 16_256),
  "up to eight bytes": (random) => Math.floor(2 ** (random() * 38)),
};
/** Bytes behind a run: none, so few that a look at 16 would go beyond the end, and many. */
const BEHIND = [0, 5, 100];

const stepsOf = (form: string, length: number, random: () => number) =>
  Array.from({ length }, () => STEPS[form]!(random));

const ascending = (length: number, random: () => number, values: number) =>
  Float64Array.from({ length }, () => Math.floor(random() * values) / 8).sort();

const hexOf = (array: Float64Array | Uint32Array | Uint8Array) =>
  Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("hex");

function isDecimal(value: number, power: number): boolean {
  const scaled = Math.round(value * power);
  return scaled <= 2 ** 51 && scaled >= -(2 ** 51) && scaled / power === value;
}

describe("the core of runs in WebAssembly", () => {
  test("is what its source describes", async () => {
    expect(Buffer.from(await assembleWasm("run-core")).toString("base64")).toBe(RUN_CORE_WASM);
  });

  test.each(Object.keys(STEPS))("sums steps of %s to what adding them one by one gives", (form) => {
    const random = seededRandom(1);
    for (const length of LENGTHS)
      for (const behind of BEHIND)
        for (const divisor of [1, 100, 1e6])
          for (const memory of [undefined, new RunMemory()]) {
            const steps = stepsOf(form, length, random);
            const to = new ByteWriter();
            for (const step of steps) to.count(step);
            for (let i = 0; i < behind; i++) to.byte(255);
            const from = new ByteReader(to.finish(), memory);
            const into = from.run(length);
            from.sums(into, -12_345, divisor);
            let sum = -12_345;
            const expected = Float64Array.from(steps, (step) => (sum += step) / divisor);
            expect(hexOf(into), `${length} of them, ${behind} bytes behind`).toBe(hexOf(expected));
            expect(from.left).toBe(behind);
          }
  });

  test("reads registers of every density as their steps one by one", () => {
    const random = seededRandom(2);
    for (const density of [0.001, 0.01, 0.1, 0.5, 0.9, 1])
      for (const behind of BEHIND)
        for (const memory of [undefined, new RunMemory()]) {
          const all = Array.from({ length: 1 << 14 }, (_, at) => at * 64 + 1 + Math.floor(random() * 33));
          const entries = Uint32Array.from(all.filter(() => random() < density));
          const to = new ByteWriter();
          to.blockSteps(entries, 64);
          for (let i = 0; i < behind; i++) to.byte(255);
          const from = new ByteReader(to.finish(), memory);
          expect(hexOf(from.blockSteps(entries.length, 64)), `density ${density}`).toBe(hexOf(entries));
          expect(from.left).toBe(behind);
        }
  });

  test("raises registers as the TypeScript does", () => {
    const random = seededRandom(3);
    for (const density of [0.01, 0.5, 1]) {
      const own = Uint8Array.from({ length: 1 << 14 }, () => Math.floor(random() * 34));
      const all = Array.from({ length: 1 << 14 }, (_, at) => at * 64 + 1 + Math.floor(random() * 33));
      const entries = Uint32Array.from(all.filter(() => random() < density));
      core.registers.set(own);
      core.words.set(entries);
      core.raise(core.registers, core.words.subarray(0, entries.length));
      new FewRegisters(entries).raiseIn(own);
      expect(hexOf(core.registers)).toBe(hexOf(own));
    }
  });

  // As shares of the range: not at all, by half, nearly and wholly beyond it.
  test.each([0, 0.5, -0.5, 0.98, -0.98, 2, -2])(
    "merges a run, or every second value of one, that is shifted by %d",
    (shift) => {
      const random = seededRandom(4);
      const sizes = [0, 1, 2, 3, 15, 16, 17, 100, 1000, 2047, 5000];
      for (const size of sizes)
        for (const count of sizes)
          for (const step of [1, 2])
            for (const values of [1, 20, 1e9]) {
              const mine = ascending(size, random, values);
              const source = ascending(count * step, random, values).map(
                (value) => value + (shift * values) / 8,
              );
              const start = count === 0 ? 0 : step - 1;
              const [into, other] = [core.slot(1)!, core.slot(2)!];
              into.set(mine);
              other.set(source);
              core.insert(into, size, { source: other, start, step, count });
              const taken = source.filter((_, at) => at % step === start % step);
              expect(hexOf(into.slice(0, size + count)), `${size}, ${count}, ${step}, ${values}`).toBe(
                hexOf(Float64Array.from([...mine, ...taken]).sort()),
              );
            }
    },
  );

  test("finds the first value that is no decimal as `Math.round` does", () => {
    const random = seededRandom(5);
    const forms: ((power: number) => number)[] = [
      (power) => Math.floor((random() - 0.5) * 1e6) / power,
      (power) => Math.floor((random() - 0.5) * 2 ** 53) / power,
      (power) => (2 ** 51 + Math.floor(random() * 9) - 4) / power,
      (power) => (Math.floor(random() * 100) - 49.5) / power,
      () => random() * 1e3,
      () => 0.49999999999999994,
    ];
    for (const power of [1, 10, 100, 1e3, 1e4, 1e5, 1e6])
      for (const length of [1, 2, 33, 500])
        for (let turn = 0; turn < 60; turn++) {
          const odd = forms[turn % forms.length]!;
          const at = Math.floor(random() * (length + 1));
          const run = Float64Array.from({ length }, (_, i) => (i < at ? forms[0]! : odd)(power));
          const first = run.findIndex((value) => !isDecimal(value, power));
          expect(core.exact(run, 0, power), `${run} times ${power}`).toBe(first < 0 ? length : first);
          const from = Math.floor(random() * length);
          const next = run.findIndex((value, i) => i >= from && !isDecimal(value, power));
          expect(core.exact(run, from, power)).toBe((next < 0 ? length : next) - from);
        }
  });

  test.each(Object.keys(STEPS))("writes steps of %s as their counts one by one", (form) => {
    const random = seededRandom(6);
    for (const length of LENGTHS)
      for (const power of [1, 100, 1e6]) {
        const steps = stepsOf(form, length, random);
        let sum = -777;
        const values = Float64Array.from(steps, (step) => (sum += step) / power);
        const [to, expected] = [new ByteWriter(), new ByteWriter()];
        to.differences(values, -777, power);
        for (const step of steps) expected.count(step);
        expect(hexOf(to.finish()), `${length}`).toBe(hexOf(expected.finish()));
      }
  });

  test("writes registers of every density as their steps one by one", () => {
    const random = seededRandom(7);
    for (const density of [0, 0.0005, 0.01, 0.3, 1]) {
      const registers = Uint8Array.from({ length: 1 << 14 }, () =>
        random() < density ? 1 + Math.floor(random() * 33) : 0,
      );
      const set = [...registers].flatMap((rank, at) => (rank > 0 ? [at * 64 + rank] : []));
      const [to, expected] = [new ByteWriter(), new ByteWriter()];
      to.blockSteps(Uint32Array.from(set), 64);
      for (const [at, entry] of set.entries())
        expected.count(at === 0 ? entry : entry - (set[at - 1]! | 63) - 1);
      expect(hexOf(to.finish())).toBe(hexOf(expected.finish()));
    }
  });

  test("merges to the same bytes where the engine has no WebAssembly with vectors", () => {
    const script = [
      // No module with a local of type v128 (0x7b), but Node's own of 3 MB, which takes the types out of this one.
      "const { Module } = WebAssembly;",
      "WebAssembly.Module = function (code) { if (code.length < 1e6 && code.includes(0x7b)) throw new Error(); return new Module(code); };",
      `const { mergedDigests } = await import(${JSON.stringify(new URL("merged-parts.ts", import.meta.url).href)});`,
      `const { runCore } = await import(${JSON.stringify(new URL("../../shared/profile/run-core/run-core.ts", import.meta.url).href)});`,
      "process.stdout.write(JSON.stringify([runCore() === undefined, mergedDigests()]));",
    ].join("\n");
    const without = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    expect(JSON.parse(without)).toEqual([true, mergedDigests()]);
  });

  test("has no room for a level that no sketch reaches", () => {
    expect(core.slot(0)).toHaveLength(2048);
    expect(core.slot(39)).toHaveLength(CORE_RUN);
    expect(core.slot(40)).toBeUndefined();
  });
});
