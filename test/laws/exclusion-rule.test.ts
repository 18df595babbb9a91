/** What every rule that proposes to leave a column out promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import type { ColumnEvidence, ExclusionRule } from "../../shared/baseline/exclusions/exclusion-rule.ts";
import { exclusionRules } from "../../shared/baseline/exclusions/index.ts";
import { type ExclusionInput, proposeExclusions } from "../../shared/baseline/propose-exclusions.ts";
import type { Cell } from "../../shared/capture/row.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import { evidenceOf, rowsOf, shuffled, type TimedRow } from "../baseline/exclusion-evidence.ts";

const rules: readonly ExclusionRule[] = exclusionRules;
const HOURS = 48;
const ROWS = 50;
const iso = (time: number) => new Date(time).toISOString();

type Value = (time: number, hour: number, index: number) => Cell;

function uuidOf(number: number): string {
  const hex = seededRandom(number + 1)()
    .toString(16)
    .slice(2)
    .padEnd(12, "0")
    .slice(0, 12);
  return `${String(number).padStart(8, "0")}-0000-4000-8000-${hex}`;
}

/** A column that each rule must find, and how its rows come. */
const EXAMPLES: Readonly<Record<string, { of: Value; timed?: boolean; mix?: true }>> = {
  "constant in window": { of: (_, hour) => String(hour % 24) },
  clock: { of: (time) => String(time / 1000) },
  "numbered on": {
    // the newest number comes in every window, older ones as often as each other
    of: (_, hour, index) => String(index % ROWS === 0 ? 100 + 20 * hour : (index * 7919) % (100 + 20 * hour)),
  },
  "clock in rows": { of: (time) => iso(time), timed: false },
  "counter in rows": { of: (_, __, index) => String(index * 10 + ((index * 7919) % 7)), timed: false },
  "serial number": { of: (_, __, index) => String(1_000_000 + index), timed: false, mix: true },
  identifier: { of: (_, __, index) => `order ${index}`, timed: false },
  "key texts": { of: (_, __, index) => uuidOf(Math.floor(index / 2)), timed: false, mix: true },
  visit: { of: (_, __, index) => `visit ${Math.floor(index / 2)}` },
  "time texts": {
    of: (time) => `${iso(Math.floor(time / 600_000) * 600_000).slice(0, 16)}Z`,
    timed: false,
    mix: true,
  },
};

/** True features: whatever the order of the rows, nobody may propose to leave one out. */
function featuresOf(seed: number): TimedRow[] {
  const random = seededRandom(seed);
  const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const zipf = (n: number) => Math.min(n - 1, Math.floor(Math.exp(random() * Math.log(n))));
  const balances = Array.from({ length: 300 }, () => 1000 * gauss());
  let [visitIncome, visitCity] = [0, ""];
  return rowsOf(HOURS, ROWS, (_, hour, index) => {
    if (index % 2 === 0) visitIncome = Math.round(20_000 + 30_000 * (random() + random() + random()));
    if (index % 2 === 0) visitCity = `city ${zipf(400)}`;
    const account = Math.floor(300 * random());
    balances[account]! += 20 * gauss();
    const born = Date.UTC(
      1940 + Math.floor(65 * random()),
      Math.floor(12 * random()),
      1 + Math.floor(28 * random()),
    );
    return {
      income: String(Math.round(20_000 + 30_000 * (random() + random() + random()))),
      "income of a visit": String(visitIncome),
      "city of a visit": visitCity,
      price: Math.exp(3 + gauss()).toFixed(2),
      "price in cents": String(Math.round(100 * Math.exp(3 + gauss()))),
      "large amount": String(Math.round(1e6 * Math.exp(3 + gauss()))),
      revenue: String(Math.round(1.2e9 * Math.exp(0.2 * gauss()))),
      balance: balances[account]!.toFixed(2),
      "seconds since the last request": (-30 * Math.log(1 - random())).toFixed(3),
      "milliseconds to answer": String(Math.round(-30_000 * Math.log(1 - random()))),
      latitude: (40 + 5 * random()).toFixed(6),
      age: String(18 + Math.floor(60 * random())),
      "days since sign-up": String(Math.floor(hour / 24 + 2000 * random())),
      city: `city ${zipf(400)}`,
      product: `P${zipf(20_000)}`,
      "zip code": String(10_000 + Math.floor(40_000 * random())),
      "zip code as text": `0${1000 + Math.floor(8000 * random())}`,
      customer: `C${String(zipf(3000)).padStart(6, "0")}`,
      shop: uuidOf(zipf(300)),
      "date of birth": iso(born).slice(0, 10),
      "date of birth in digits": iso(born).slice(0, 10).replaceAll("-", ""),
      temperature: (10 + 8 * Math.sin((2 * Math.PI * (hour % 24)) / 24) + 2 * gauss()).toFixed(1),
      night: hour % 24 < 6 && random() < 0.9 ? "1" : "0",
      "rare flag": random() < 0.01 ? "1" : "0",
      "rising slowly": (gauss() + hour / 200).toFixed(3),
      "mostly empty": random() < 0.05 ? String(Math.round(1000 * random())) : null,
    };
  });
}

const example = (name: string): ExclusionInput => {
  const { of, timed = true, mix } = EXAMPLES[name]!;
  const rows = rowsOf(HOURS, ROWS, (...at) => ({ x: of(...at) }));
  return evidenceOf(mix ? shuffled(rows, seededRandom(3)) : rows, { timed });
};

function columnOf({ whole, windows, sample }: ExclusionInput): ColumnEvidence {
  const times = sample!.times;
  return {
    whole: whole.column("x")!,
    windows: windows.map((window) => window.column("x")!),
    sampled: sample!.column("x"),
    spanMs: times.length === 0 ? 0 : Math.max(...times) - Math.min(...times),
  };
}

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  test("finds its own example, with numbers, and it is the reason that is proposed", () => {
    const reason = rule.reason(columnOf(example(name)));
    expect(reason).toMatch(/\d/);
    expect(proposeExclusions(example(name))).toEqual([{ column: "x", reason }]);
  });

  test("says the same of profiles that were written and read back", () => {
    const given = example(name);
    const [whole, ...windows] = [given.whole, ...given.windows].map((each) =>
      decodeProfile(encodeProfile(each)),
    );
    expect(rule.reason(columnOf({ ...given, whole: whole!, windows }))).toBe(rule.reason(columnOf(given)));
  });

  test("says nothing of a column without values", () => {
    const empty = rowsOf(HOURS, ROWS, () => ({ x: null }));
    expect(rule.reason(columnOf(evidenceOf(empty)))).toBeUndefined();
  });

  test("tells no value", () => {
    const { of, timed = true } = EXAMPLES[name]!;
    const rows = rowsOf(HOURS, ROWS, (...at) => ({ x: of(...at) }));
    const reason = rule.reason(columnOf(example(name)))!;
    const counted = new Set((reason.match(/[\d,]+/g) ?? []).map((text) => text.replaceAll(",", "")));
    // Small whole numbers of an hour are counts as well; what is longer than a count must not be there.
    for (const { cells } of rows.slice(0, 500)) {
      const value = String(cells["x"]);
      if (value.length > 4) expect(reason, `timed ${timed}`).not.toContain(value);
      if (value.length > 4) expect(counted.has(value)).toBe(false);
    }
  });
});

test("names are unique, and each has its example in this suite", () => {
  expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(EXAMPLES).sort());
});

describe("true features are proposed by no rule", () => {
  const columns = Object.keys(featuresOf(1)[0]!.cells);

  test.each([1, 2, 3])("with times and without, in order, newest first, shuffled (seed %d)", (seed) => {
    const rows = featuresOf(seed);
    for (const [order, given] of [
      ["in order", rows],
      ["newest first", [...rows].reverse()],
      ["shuffled", shuffled(rows, seededRandom(seed))],
    ] as const)
      for (const timed of [true, false])
        expect(
          proposeExclusions(evidenceOf(given, { timed })),
          `${order}, timed ${timed}, seed ${seed}`,
        ).toEqual([]);
  });

  test.each(columns)("in a file that is sorted by %s", (name) => {
    const key = ({ cells }: TimedRow) =>
      Number.isNaN(Number(cells[name])) ? String(cells[name]) : Number(cells[name]);
    const sorted = featuresOf(1).sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
    expect(proposeExclusions(evidenceOf(sorted, { timed: false }))).toEqual([]);
  });

  test.each([6, 20])("in the first %d hours alone, when temperature rises all morning", (hours) => {
    const random = seededRandom(hours);
    const rows = rowsOf(hours, ROWS, (time) => ({
      temperature: (10 + (time % 86_400_000) / 3_600_000 + 0.1 * random()).toFixed(2),
      load: String(Math.round(1000 + (time % 86_400_000) / 60_000 + 5 * random())),
    }));
    expect(proposeExclusions(evidenceOf(rows))).toEqual([]);
  });

  test.each([100, 300, 1000])("of a table of %d rows", (rows) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const small = featuresOf(seed).slice(0, rows);
      expect(proposeExclusions(evidenceOf(small, { timed: false })), `seed ${seed}`).toEqual([]);
    }
  });
});
