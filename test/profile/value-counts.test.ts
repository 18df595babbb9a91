import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { boundedText } from "../../shared/profile/bounded-text.ts";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { ByteWriter } from "../../shared/profile/byte-writer.ts";
import { ownText } from "../../shared/profile/own-text.ts";
import { RunMemory } from "../../shared/profile/run-memory.ts";
import { COUNTED_VALUES, ValueCounts } from "../../shared/profile/value-counts.ts";
import { seededRandom } from "../../shared/random.ts";

function of(values: Iterable<string>): ValueCounts {
  const counts = new ValueCounts();
  for (const value of values) counts.update(value);
  return counts;
}

/** Values with a long tail: the counts by a plain map beside them. */
function longTail(seed: number, length: number): { values: string[]; exact: Map<string, number> } {
  const random = seededRandom(seed);
  const values = Array.from({ length }, () => `v${Math.floor(random() ** 6 * 40_000)}`);
  const exact = new Map<string, number>();
  for (const value of values) exact.set(value, (exact.get(value) ?? 0) + 1);
  return { values, exact };
}

describe("value counts", () => {
  test("of nothing are empty", () => {
    expect([of([]).entries(), of([]).n, of([]).error]).toEqual([[], 0, 0]);
  });

  test("list the most frequent first and ties by code units", () => {
    expect(of(["b", "a", "B", "é", "b", ""]).entries()).toEqual([
      ["b", 2],
      ["", 1],
      ["B", 1],
      ["a", 1],
      ["é", 1],
    ]);
  });

  test("take names of object properties as values", () => {
    expect(of(["__proto__", "constructor", "__proto__"]).entries()).toEqual([
      ["__proto__", 2],
      ["constructor", 1],
    ]);
  });

  test("are exact at 1,024 different values", () => {
    const values = Array.from({ length: COUNTED_VALUES }, (_, i) => `v${i}`);
    const counts = of([...values, ...values]);
    expect([counts.size, counts.error, counts.count("v1023")]).toEqual([COUNTED_VALUES, 0, 2]);
  });

  test("at one more give up the least and say so", () => {
    const values = Array.from({ length: COUNTED_VALUES }, (_, i) => `v${i}`);
    const counts = of([...values, ...values, "v5", "one more"]);
    expect([counts.error, counts.count("v5"), counts.count("v6"), counts.count("one more")]).toEqual([
      1, 2, 1, 0,
    ]);
    expect(counts.n).toBe(2 * COUNTED_VALUES + 2);
  });

  test("of a long tail are never too high, too low by the stated error at most, and that is n ÷ 1,025 at most", () => {
    for (const seed of [1, 2]) {
      const { values, exact } = longTail(seed, 60_000);
      const merged = of(values.slice(0, 20_000));
      merged.merge(of(values.slice(20_000)));
      for (const counts of [of(values), merged]) {
        expect(counts.error, `seed ${seed}`).toBeGreaterThan(0);
        expect(counts.error, `seed ${seed}`).toBeLessThanOrEqual(values.length / (COUNTED_VALUES + 1));
        const shortfalls = [...exact].map(([value, count]) => count - counts.count(value));
        expect(Math.min(...shortfalls), `seed ${seed}`).toBeGreaterThanOrEqual(0);
        expect(Math.max(...shortfalls), `seed ${seed}`).toBeLessThanOrEqual(counts.error);
        expect(counts.size).toBeLessThanOrEqual(COUNTED_VALUES);
      }
    }
  });
});

describe("a bounded text", () => {
  test("is the text itself up to 256 units", () => {
    expect(boundedText("x".repeat(256))).toBe("x".repeat(256));
  });

  test("of more is its beginning and a hash of all of it", () => {
    const text = "x".repeat(257);
    expect(boundedText(text)).toBe(
      `${"x".repeat(64)}…${createHash("sha256").update(text).digest("hex").slice(0, 16)}`,
    );
    expect(boundedText(`${text}y`)).not.toBe(boundedText(text));
  });

  test("does not cut a pair of surrogates", () => {
    expect(boundedText(`${"x".repeat(63)}😀${"x".repeat(300)}`).isWellFormed()).toBe(true);
  });
});

test("a text of one's own is the same text, lone surrogates and all", () => {
  for (const text of [
    "",
    "short",
    "a text that is longer than a slice",
    "ÿ😀\ud800".repeat(20),
    "x".repeat(256),
  ])
    expect(ownText(text)).toBe(text);
});

describe("value counts that are read to be merged", () => {
  const written = (values: readonly ValueCounts[]): Uint8Array => {
    const to = new ByteWriter();
    for (const each of values) each.write(to);
    return to.finish();
  };
  const hex = (counts: ValueCounts) => Buffer.from(written([counts])).toString("hex");

  test("merge to the bytes of those with a table, texts that come again and half surrogate pairs too", () => {
    const parts = [
      of([]),
      of(["é", "日本", "\ud83d\ude00", "", "\ud83d", "ab\ud800c", "a"]),
      of(["\ud83d", "a", "a".repeat(256), "é"]),
      ...[1, 2, 3].map((seed) => of(longTail(seed, 9000).values)),
    ];
    const [passing, kept] = [new ByteReader(written(parts), new RunMemory()), new ByteReader(written(parts))];
    const [whole, expected] = [new ValueCounts(), new ValueCounts()];
    for (const _part of parts) {
      whole.merge(ValueCounts.read(passing));
      expected.merge(ValueCounts.read(kept));
      expect(hex(whole)).toBe(hex(expected));
    }
    expect(whole.error).toBeGreaterThan(0);
    expect([passing.left, kept.left]).toEqual([0, 0]);
  });

  test("answer as those with a table while their memory holds", () => {
    const counts = ValueCounts.read(
      new ByteReader(written([of(["b", "a", "b", "\ud800"])]), new RunMemory()),
    );
    expect(counts.entries()).toEqual([
      ["b", 2],
      ["a", 1],
      ["\ud800", 1],
    ]);
    expect([counts.size, counts.count("b"), counts.count("c"), counts.n]).toEqual([3, 2, 0, 4]);
  });
});
