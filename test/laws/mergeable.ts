import { describe, expect, test } from "vitest";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { ByteWriter } from "../../shared/profile/byte-writer.ts";
import type { Mergeable } from "../../shared/profile/mergeable.ts";
import { seededRandom } from "../../shared/random.ts";

/** A kind of summary under test, and the values that it is made of. */
export interface MergeableCase<Summary extends Mergeable<Summary> & { write(to: ByteWriter): void }, Value> {
  readonly name: string;
  readonly empty: () => Summary;
  readonly read: (from: ByteReader) => Summary;
  readonly value: (random: () => number, at: number) => Value;
  readonly update: (summary: Summary, value: Value) => void;
  /** What must be equal in any grouping. */
  readonly exact: (summary: Summary) => unknown;
  /** How far two summaries of the same values lie apart, in units of the error that they state: 0 to 1. */
  readonly apart?: (one: Summary, other: Summary) => number;
}

const SEEDS = [1, 2];
const VALUES = 6000;

/** Every mergeable keeps these laws (`shared/profile/mergeable.ts`). */
export function keepsMergeableLaws<
  Summary extends Mergeable<Summary> & { write(to: ByteWriter): void },
  Value,
>(kind: MergeableCase<Summary, Value>): void {
  // As text: comparing long typed arrays element by element takes most of the time.
  const bytes = (summary: Summary) => Buffer.from(bytesOf(summary)).toString("base64");
  const of = (values: readonly Value[]) => {
    const summary = kind.empty();
    for (const value of values) kind.update(summary, value);
    return summary;
  };
  const merged = (...parts: readonly Summary[]) => {
    const whole = kind.empty();
    for (const part of parts) whole.merge(part);
    return whole;
  };
  const expectSame = (one: Summary, other: Summary, seed: number) => {
    expect(kind.exact(one), `seed ${seed}`).toEqual(kind.exact(other));
    if (kind.apart !== undefined) expect(kind.apart(one, other), `seed ${seed}`).toBeLessThanOrEqual(1);
  };
  const draw = (seed: number) => {
    const random = seededRandom(seed);
    const values = Array.from({ length: VALUES }, (_, at) => kind.value(random, at));
    const cuts = Array.from({ length: 6 }, () => Math.floor(random() * VALUES)).sort((a, b) => a - b);
    const parts = [0, ...cuts].map((from, at) => values.slice(from, cuts[at] ?? VALUES));
    return { values, parts };
  };

  describe(`${kind.name} keeps the laws of a mergeable:`, () => {
    test("an empty one is neutral on either side, to the byte", () => {
      expect(bytes(merged(kind.empty()))).toEqual(bytes(kind.empty()));
      for (const seed of SEEDS) {
        for (const values of [draw(seed).values, draw(seed).values.slice(0, 1)]) {
          const right = of(values);
          right.merge(kind.empty());
          expect(bytes(right), `seed ${seed}`).toEqual(bytes(of(values)));
          expect(bytes(merged(of(values))), `seed ${seed}`).toEqual(bytes(of(values)));
        }
      }
    });

    test("any split merges to the whole", () => {
      for (const seed of SEEDS) {
        const { values, parts } = draw(seed);
        expectSame(merged(...parts.map(of)), of(values), seed);
      }
    });

    test("merging commutes", () => {
      for (const seed of SEEDS) {
        const [a, b] = halves(draw(seed).values);
        expectSame(merged(of(a), of(b)), merged(of(b), of(a)), seed);
      }
    });

    test("merging is associative", () => {
      for (const seed of SEEDS) {
        const [a, b, c] = draw(seed).parts.map(of).slice(1, 4) as [Summary, Summary, Summary];
        expectSame(merged(merged(a, b), c), merged(a, merged(b, c)), seed);
      }
    });

    test("the same order gives the same bytes, and the merged one is left unchanged", () => {
      for (const seed of SEEDS) {
        const parts = draw(seed).parts.map(of);
        const before = parts.map(bytes);
        expect(bytes(merged(...parts)), `seed ${seed}`).toEqual(bytes(merged(...parts)));
        expect(parts.map(bytes), `seed ${seed}`).toEqual(before);
      }
    });

    test("written and read back it is the same, and goes on the same", () => {
      for (const seed of SEEDS) {
        const [a, b] = halves(draw(seed).values);
        const back = kind.read(new ByteReader(bytesOf(of(a))));
        expect(bytes(back), `seed ${seed}`).toEqual(bytes(of(a)));
        back.merge(kind.read(new ByteReader(bytesOf(of(b)))));
        expect(bytes(back), `seed ${seed}`).toEqual(bytes(merged(of(a), of(b))));
      }
    });
  });
}

export function bytesOf(summary: { write(to: ByteWriter): void }): Uint8Array {
  const to = new ByteWriter();
  summary.write(to);
  return to.finish();
}

function halves<Value>(values: readonly Value[]): [Value[], Value[]] {
  return [values.slice(0, values.length / 3), values.slice(values.length / 3)];
}
