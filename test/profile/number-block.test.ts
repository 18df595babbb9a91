import { describe, expect, test } from "vitest";
import { BLOCK, type BlockSummaries, NumberBlock } from "../../shared/profile/number-block.ts";
import { seededRandom } from "../../shared/random.ts";
import { DECIMAL, DECIMALS_SHIFT, INTEGER, LONG_DECIMAL, NEGATIVE } from "../../shared/scan/cell-columns.ts";
import { newScanCore } from "../../shared/scan/scan-core/scan-core.ts";
import { Dice } from "../scan/dice.ts";

const core = newScanCore()!;
const side = core.sides[0];

/** A number as a scanner may have it: short ones as digits and decimals, others as doubles. */
interface Scanned {
  readonly value: number;
  /** Undefined: it comes as a double whatever the way. */
  readonly mantissa?: number;
  readonly decimals: number;
}

/** What a block told, copied: its arrays are scratch space. */
class Told implements BlockSummaries {
  readonly all: unknown[] = [];

  takeDecimals({ values, length, ...more }: Parameters<BlockSummaries["takeDecimals"]>[0]): void {
    this.all.push({ wholes: Array.from(values.subarray(0, length)), ...more });
  }

  takeDoubles(values: Float64Array, length: number): void {
    this.all.push({ doubles: Array.from(values.subarray(0, length)) });
  }

  takeSorted(values: Float64Array, length: number, more: boolean): void {
    this.all.push({ sorted: Array.from(values.subarray(0, length)), more });
  }
}

type Way = (block: NumberBlock, numbers: readonly Scanned[], dice: Dice) => void;

const addDoubles: Way = (block, numbers) => {
  for (const { value } of numbers) block.addDouble(value);
};

const addDoublesAtOnce: Way = (block, numbers, dice) => {
  const values = Float64Array.from(numbers, ({ value }) => value);
  for (let at = 0; at < values.length; ) {
    const end = Math.min(values.length, at + 1 + dice.upTo(3000));
    block.addDoubles(values, at, end);
    at = end;
  }
};

const addDecimal: Way = (block, numbers) => {
  for (const { value, mantissa, decimals } of numbers)
    if (mantissa === undefined) block.addDouble(value);
    else block.addDecimal(mantissa, decimals);
};

/** As a column of scanned cells does. */
const addGathered: Way = (block, numbers, dice) => {
  side.forms.set(numbers.map(formOf));
  side.mantissas.set(numbers.map(({ mantissa = 0 }) => mantissa));
  for (let at = 0; at < numbers.length; ) {
    const { value, mantissa, decimals } = numbers[at]!;
    block.makeRoom();
    const end = Math.min(numbers.length, at + block.room, at + 1 + dice.upTo(700));
    const next = block.decimals < 0 ? at : core.gatherNumbers(side, at, end, block.decimals);
    block.addIntegers(core.gathered, next - at);
    if (next > at) at = next;
    else {
      if (mantissa === undefined) block.addDouble(value);
      else block.addDecimal(mantissa, decimals);
      at++;
    }
  }
};

function formOf({ mantissa, decimals }: Scanned): number {
  if (mantissa === undefined) return LONG_DECIMAL;
  const sign = mantissa < 0 ? NEGATIVE : 0;
  return (decimals === 0 ? INTEGER : (decimals << DECIMALS_SHIFT) | DECIMAL) | sign;
}

function told(numbers: readonly Scanned[], way: Way, dice: Dice): unknown[] {
  const into = new Told();
  const block = new NumberBlock(into);
  way(block, numbers, dice);
  block.settle();
  return into.all;
}

const decimal = (mantissa: number, decimals: number): Scanned => ({
  value: mantissa / 10 ** decimals,
  mantissa,
  decimals,
});
const double = (value: number): Scanned => ({ value, decimals: 0 });

const DRAWS: Readonly<Record<string, (dice: Dice) => Scanned>> = {
  integers: (dice) => decimal(dice.upTo(2000) - 1000, 0),
  cents: (dice) => decimal(dice.upTo(100_000) - 20_000, 2),
  "decimals of any number of places": (dice) =>
    decimal(dice.upTo(10 ** (1 + dice.upTo(9))) - 50, dice.upTo(10)),
  "integers that are spelled with places": (dice) => decimal((dice.upTo(100) - 50) * 100, 2),
  "wide integers and narrow decimals": (dice) =>
    dice.chance(0.01) ? decimal(dice.upTo(99) - 50, 1 + dice.upTo(6)) : decimal(dice.upTo(1e9) - 5e8, 0),
  "decimals of seven places and more": (dice) => decimal(dice.upTo(1e9) - 5e8, 7 + dice.upTo(3)),
  "doubles that are decimals": (dice) => double((dice.upTo(1e6) - 5e5) / 1000),
  doubles: (dice) => double(dice.next() * 10 ** dice.upTo(20)),
  "decimals with a double here and there": (dice) =>
    dice.chance(0.002) ? double(dice.next()) : decimal(dice.upTo(1000) - 500, 1),
  "all at once": (dice) =>
    dice.chance(0.1)
      ? double(dice.pick([3e9, 0.5, 1e300, 2 ** 31, -(2 ** 31), 0]))
      : decimal(dice.upTo(1e9) - 5e8, dice.upTo(9)),
};
const LENGTHS = [0, 1, 63, 64, 65, 2047, 2048, 2049, 4096, 5000];

describe("what comes of a block of numbers", () => {
  test.each(Object.entries(DRAWS))(
    "depends on its values and their order, not on the way in: %s",
    (_, draw) => {
      for (const [seed, length] of LENGTHS.entries()) {
        const dice = new Dice(seededRandom(seed));
        const numbers = Array.from({ length }, () => draw(dice));
        const expected = told(numbers, addDoubles, dice);
        expect(told(numbers, addDecimal, dice), `seed ${seed}`).toEqual(expected);
        expect(told(numbers, addGathered, dice), `seed ${seed}`).toEqual(expected);
        expect(told(numbers, addDoublesAtOnce, dice), `seed ${seed}`).toEqual(expected);
      }
    },
  );

  test.each(Object.entries(DRAWS))("is every number once, in order and sorted: %s", (_, draw) => {
    const dice = new Dice(seededRandom(9));
    const numbers = Array.from({ length: 5000 }, () => draw(dice));
    const values = numbers.map(({ value }) => value);
    const blocks = told(numbers, addDecimal, dice) as Record<string, number[]>[];
    const [taken, sorted] = [blocks.filter((_, at) => at % 2 === 0), blocks.filter((_, at) => at % 2 === 1)];
    expect(
      taken.flatMap(({ wholes, doubles, power }) => doubles ?? wholes!.map((whole) => whole / Number(power))),
    ).toEqual(values);
    expect(sorted.map((block) => [block["sorted"]!.length, block["more"]])).toEqual([
      [BLOCK, true],
      [BLOCK, true],
      [5000 - 2 * BLOCK, false],
    ]);
    for (const [at, block] of sorted.entries())
      expect(block["sorted"]).toEqual(values.slice(at * BLOCK, (at + 1) * BLOCK).sort((a, b) => a - b));
  });

  test("of decimals says the fewest places that hold all of them, and their bounds", () => {
    const cases: readonly (readonly [readonly Scanned[], unknown])[] = [
      [[decimal(150, 2), decimal(-20, 1)], { wholes: [15, -20], power: 10, least: -20, most: 15 }],
      [[decimal(5000, 3), double(7)], { wholes: [5, 7], power: 1, least: 5, most: 7 }],
      [
        [double(0.000001), double(2000)],
        { wholes: [1, 2_000_000_000], power: 1e6, least: 1, most: 2_000_000_000 },
      ],
      [[double(0.000001), double(3000)], { doubles: [0.000001, 3000] }],
      [[decimal(1, 7)], { doubles: [1e-7] }],
      [[decimal(10, 7)], { wholes: [1], power: 1e6, least: 1, most: 1 }],
    ];
    for (const [numbers, expected] of cases)
      for (const way of [addDoubles, addDoublesAtOnce, addDecimal, addGathered]) {
        const [first] = told(numbers, way, new Dice(seededRandom(1)));
        expect(first).toMatchObject(expected as object);
      }
  });

  test("goes on after it was settled, whatever the scale was", () => {
    const dice = new Dice(seededRandom(2));
    const parts = [DRAWS["cents"]!, DRAWS["doubles"]!, DRAWS["integers"]!].map((draw) =>
      Array.from({ length: 300 }, () => draw(dice)),
    );
    for (const way of [addDoubles, addDoublesAtOnce, addDecimal, addGathered]) {
      const into = new Told();
      const block = new NumberBlock(into);
      for (const part of parts) {
        way(block, part, dice);
        block.settle();
        block.settle();
      }
      expect(into.all).toEqual(parts.flatMap((part) => told(part, addDoubles, dice)));
    }
  });
});
