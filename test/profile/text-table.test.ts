import { describe, expect, test } from "vitest";
import { TextTable } from "../../shared/profile/text-table.ts";
import { COUNTED_VALUES, ValueCounts } from "../../shared/profile/value-counts.ts";
import { seededRandom } from "../../shared/random.ts";
import { hashOfBytes } from "../../shared/scan/text-hash.ts";
import { bytesOf } from "../laws/mergeable.ts";
import { Dice } from "../scan/dice.ts";

/** Fowler, Noll & Vo's 1a of the text's bytes. */
const scanned = (text: string) => {
  const bytes = Buffer.concat([Buffer.from("xx"), Buffer.from(text), Buffer.from("x")]);
  return [bytes, 2, bytes.length - 1, hashOfBytes(bytes, 2, bytes.length - 1)] as const;
};

const ODD = [
  "",
  " ",
  "\u0000",
  "\u007f",
  "\u0080",
  "\u07ff",
  "\u0800",
  "\uffff",
  "\u{10000}",
  "\u{10ffff}",
  "\ud800",
  "\udfff",
  "a\ud800",
  "\udc00\ud800",
  "a".repeat(256),
  "\u00e9".repeat(256),
  "\ud800".repeat(256),
  "\u{1f600}".repeat(128),
  "__proto__",
  "\ufeff",
];

describe("a table of texts", () => {
  test("finds every text that was added, by its number, and no other", () => {
    const table = new TextTable();
    const texts = [...ODD, ...Array.from({ length: 3000 }, (_, at) => `text ${at * 7}`)];
    for (const [number, text] of texts.entries()) {
      expect(table.findText(text)).toBe(-1);
      expect(table.addText(text)).toBe(number);
      expect(table.findText(text)).toBe(number);
    }
    expect(table.size).toBe(texts.length);
    for (const [number, text] of texts.entries()) {
      expect(table.findText(text)).toBe(number);
      expect(table.text(number)).toBe(text);
    }
    for (let at = 1; at < 3000; at++) expect(table.findText(`text ${at * 7 - 1}`)).toBe(-1);
  });

  test("has one number for a text and for its bytes", () => {
    const table = new TextTable();
    const texts = [...ODD.filter((text) => text.isWellFormed()), "gold", "caf\u00e9"];
    for (const [number, text] of texts.entries()) {
      if (number % 2 === 0) table.addText(text);
      else table.add(...scanned(text));
      expect(table.find(...scanned(text))).toBe(number);
      expect(table.findText(text)).toBe(number);
      expect(table.text(number)).toBe(text);
    }
  });

  test("keeps texts of one hash apart", () => {
    const table = new TextTable();
    const texts = ["a", "b", "ab", "ba", ""];
    const bytes = texts.map((text) => Buffer.from(text));
    for (const [number, text] of bytes.entries()) expect(table.add(text, 0, text.length, 5)).toBe(number);
    for (const [number, text] of bytes.entries()) expect(table.find(text, 0, text.length, 5)).toBe(number);
    expect(table.find(Buffer.from("c"), 0, 1, 5)).toBe(-1);
  });

  test("that retains some of its texts has those alone, in their order, and their counts with them", () => {
    const dice = new Dice(seededRandom(4));
    const table = new TextTable();
    let texts = [...ODD, ...Array.from({ length: 500 }, (_, at) => `t${at}`)];
    for (const text of texts) table.addText(text);
    for (let round = 0; round < 6; round++) {
      const kept = texts.filter(() => dice.chance(0.7));
      const wanted = new Set(kept);
      const counts = Float64Array.from(texts, (text, number) => (wanted.has(text) ? number + 1 : 0));
      table.retain(counts);
      expect([...counts.subarray(0, kept.length)]).toEqual(kept.map((text) => texts.indexOf(text) + 1));
      expect(Array.from({ length: table.size }, (_, number) => table.text(number))).toEqual(kept);
      for (const text of texts) expect(table.findText(text)).toBe(kept.indexOf(text));
      const added = [`more ${round}`, "\u{1f680}".repeat(1 + round)];
      for (const text of added) table.addText(text);
      texts = [...kept, ...added];
    }
  });

  test("that retains nothing is as a new one", () => {
    const table = new TextTable();
    for (const text of ODD) table.addText(text);
    table.retain(new Float64Array(ODD.length));
    expect([table.size, table.findText("")]).toEqual([0, -1]);
    expect(table.addText("a")).toBe(0);
    expect(table.text(0)).toBe("a");
  });

  test("adopts another's texts: those that are here keep their number, the others get the next", () => {
    const [one, other] = [new TextTable(), new TextTable()];
    const [own, theirs] = [
      [...ODD.slice(0, 12), "mine"],
      [...ODD.slice(6), "theirs"],
    ];
    for (const text of own) one.addText(text);
    for (const text of theirs) other.addText(text);
    const all = [...new Set([...own, ...theirs])];
    for (const [number, text] of theirs.entries()) expect(one.adopt(other, number)).toBe(all.indexOf(text));
    expect(all.map((_, number) => one.text(number))).toEqual(all);
  });
});

/** Misra & Gries 1982 as it is in the paper, over a map: at one counter too many, the least count is taken off all of them. */
class PlainCounts {
  readonly counts = new Map<string, number>();
  error = 0;

  update(value: string): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
    if (this.counts.size > COUNTED_VALUES) this.#takeOff(COUNTED_VALUES);
  }

  /** Agarwal et al. 2012, §3.1: the counts added up, and the 1,025th largest taken off. */
  merge(other: PlainCounts): void {
    for (const [value, count] of other.counts) this.counts.set(value, (this.counts.get(value) ?? 0) + count);
    this.error += other.error;
    if (this.counts.size > COUNTED_VALUES) this.#takeOff(COUNTED_VALUES);
  }

  #takeOff(rank: number): void {
    const taken = [...this.counts.values()].sort((a, b) => b - a)[rank]!;
    for (const [value, count] of [...this.counts])
      if (count > taken) this.counts.set(value, count - taken);
      else this.counts.delete(value);
    this.error += taken;
  }
}

describe("value counts, of texts and of bytes at random,", () => {
  const draw = (seed: number, length: number, different: number) => {
    const dice = new Dice(seededRandom(seed));
    const texts = Array.from({ length }, () => {
      const text = `v${Math.floor(dice.next() ** 3 * different)}`;
      return dice.chance(0.02) ? `${text}\u00e9` : text;
    });
    const counts = new ValueCounts();
    const plain = new PlainCounts();
    for (const text of texts) {
      plain.update(text);
      const isNew = counts.count(text) === 0;
      if (dice.chance(0.5) || !/^[\x20-\x7e]*$/.test(text)) counts.update(text);
      else expect(counts.updateAscii(...scanned(text)), `seed ${seed}`).toBe(isNew);
    }
    return { texts, counts, plain };
  };

  test.each([10, 1024, 1300, 3000, 50_000])(
    "are those of Misra and Gries over a map: %d different ones",
    (different) => {
      for (const seed of [1, 2]) {
        const { texts, counts, plain } = draw(seed, 6000, different);
        expect([counts.n, counts.error, counts.size], `seed ${seed}`).toEqual([
          texts.length,
          plain.error,
          plain.counts.size,
        ]);
        expect(new Map(counts.entries()), `seed ${seed}`).toEqual(plain.counts);
      }
    },
  );

  test("merge to those of the maps, and are written as texts alone are", () => {
    const parts = [draw(1, 3000, 2000), draw(2, 3000, 5000), draw(3, 500, 9)];
    const [counts, plain] = [new ValueCounts(), new PlainCounts()];
    for (const part of parts) {
      const alone = new ValueCounts();
      for (const text of part.texts) alone.update(text);
      expect(bytesOf(part.counts)).toEqual(bytesOf(alone));
      counts.merge(part.counts);
      plain.merge(part.plain);
    }
    expect(counts.error).toBe(plain.error);
    expect(new Map(counts.entries())).toEqual(plain.counts);
  });
});
