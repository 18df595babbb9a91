import { describe, expect, test } from "vitest";
import { seededRandom } from "../../shared/random.ts";
import { readDecimal } from "../../shared/scan/read-decimal.ts";
import { Dice } from "./dice.ts";

/** Ten million by hand: DECIMALS=10000000. */
const COUNT = Number(process.env["DECIMALS"] ?? 100_000);
const MOST_DIGITS = 18;
const MOST_DECIMALS = 22;
/** Digits whose integer is a double, so that dividing by a power of ten is the only rounding. */
const SHORT = 15;
/** Of a distance between doubles: nearer to the middle of it the rounding cannot be told. */
const UNSURE = 1e-14;

const bytes = Buffer.alloc(80);

function read(text: string): number {
  bytes.write(text, 3, "latin1");
  const point = text.indexOf(".");
  const end = 3 + text.length;
  return readDecimal(bytes, 3, point < 0 ? end : 3 + point, end);
}

/** Digits from the first that is not 0 on. */
const digitsOf = (text: string) => text.replace(".", "").replace(/^0+/, "").length;
const decimalsOf = (text: string) => (text.includes(".") ? text.length - text.indexOf(".") - 1 : 0);

/** What a number's answer is not, as a sentence; undefined where it is as `readDecimal` says. */
function fault(text: string): string | undefined {
  const [value, expected] = [read(text), Number(text)];
  if (Object.is(value, expected)) return undefined;
  if (!Number.isNaN(value)) return `${text} is read as ${value}, not as ${expected}`;
  if (digitsOf(text) > MOST_DIGITS || decimalsOf(text) > MOST_DECIMALS) return undefined;
  if (digitsOf(text) > SHORT && distanceToHalf(text, expected) < UNSURE) return undefined;
  return `${text} is not read`;
}

/** How far a decimal lies from the nearest middle of two doubles, as a share of their distance; in whole numbers, exactly. */
function distanceToHalf(text: string, nearest: number): number {
  const decimals = decimalsOf(text);
  const digits = BigInt(text.replace(".", ""));
  const { mantissa, exponent } = partsOf(nearest);
  // Both in units of 2^(exponent − 1) ÷ 10^decimals: doubles are at 2 × mantissa, the middles one beside.
  const scale = 10n ** BigInt(decimals);
  const shift = BigInt(Math.abs(exponent - 1));
  const [value, unit] = exponent > 0 ? [digits, scale << shift] : [digits << shift, scale];
  const far = [2n * mantissa - 1n, 2n * mantissa + 1n].map((middle) => value - middle * unit);
  return Math.min(...far.map((each) => Math.abs(Number(each) / Number(unit)))) / 2;
}

/** A positive normal double as mantissa × 2^exponent, the mantissa of 53 bits. */
function partsOf(value: number): { readonly mantissa: bigint; readonly exponent: number } {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  return {
    mantissa: (bits & ((1n << 52n) - 1n)) | (1n << 52n),
    exponent: Number(bits >> 52n) - 1075,
  };
}

/** The decimal digits of the middle between a double and the next, all of them. */
function middleAbove(value: number): string {
  const { mantissa, exponent } = partsOf(value);
  const odd = 2n * mantissa + 1n;
  if (exponent >= 1) return String(odd << BigInt(exponent - 1));
  const places = 1 - exponent;
  const digits = String(odd * 5n ** BigInt(places)).padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The first `count` digits that are not leading zeros, and the same with one more in the last place. */
function cut(text: string, count: number): readonly string[] {
  const first = text.search(/[1-9]/);
  const whole = text.indexOf(".");
  const end = first + count + (whole > first && whole < first + count ? 1 : 0);
  const kept = text.slice(0, Math.max(end, whole < 0 ? text.length : 0)).replace(/\.$/, "");
  const last = Number(kept.at(-1));
  return last === 9 ? [kept] : [kept, `${kept.slice(0, -1)}${last + 1}`];
}

const FORMS: readonly ((dice: Dice) => string)[] = [
  (dice) => dice.digits(1 + dice.upTo(20)),
  (dice) => `${dice.digits(1 + dice.upTo(9))}.${dice.digits(1 + dice.upTo(12))}`,
  (dice) => `${dice.digits(1 + dice.upTo(19))}.${dice.digits(1 + dice.upTo(25))}`,
  (dice) => `0.${dice.digits(1 + dice.upTo(25))}`,
  (dice) => `0.${"0".repeat(dice.upTo(20))}${dice.digits(1 + dice.upTo(18))}`,
  (dice) => `${"0".repeat(1 + dice.upTo(12))}${dice.digits(dice.upTo(18))}.${dice.digits(1 + dice.upTo(6))}`,
  (dice) => `${"0".repeat(dice.upTo(20))}${dice.digits(1 + dice.upTo(9))}`,
  (dice) => `${dice.digits(1 + dice.upTo(8))}${"0".repeat(dice.upTo(10))}.${"0".repeat(1 + dice.upTo(6))}`,
  (dice) => plain(dice.next()),
  (dice) => plain(dice.next() * 10 ** dice.upTo(15)),
  (dice) => (dice.next() * 10 ** dice.upTo(9)).toFixed(1 + dice.upTo(12)),
  (dice) => plain(Number((dice.next() * 10 ** dice.upTo(6)).toPrecision(15 + dice.upTo(3)))),
];

/** A number's shortest text, were there no exponents. */
const plain = (value: number) => (/e/.test(String(value)) ? value.toFixed(20) : String(value));

describe("a decimal read from its bytes", () => {
  test("is what Number gives for its text, to the bit, or NaN where its digits are too many or lie at a half", {
    timeout: 10_000 + COUNT / 50,
  }, () => {
    const dice = new Dice(seededRandom(COUNT === 100_000 ? 11 : 12));
    const faults: string[] = [];
    let [read18, unread18, unread] = [0, 0, 0];
    for (let at = 0; at < COUNT; at++) {
      const text = FORMS[at % FORMS.length]!(dice);
      const found = fault(text);
      if (found !== undefined) faults.push(found);
      const isRead = !Number.isNaN(read(text));
      if (!isRead) unread++;
      if (digitsOf(text) > MOST_DIGITS || decimalsOf(text) > MOST_DECIMALS) continue;
      if (isRead) read18++;
      else unread18++;
    }
    expect(faults).toEqual([]);
    expect(unread18 / read18).toBeLessThan(1e-3);
    if (COUNT > 100_000) console.log({ COUNT, unread, unread18, read18 });
  });

  test("at and beside the middle of two doubles is never rounded to the wrong one", () => {
    const dice = new Dice(seededRandom(3));
    const faults: string[] = [];
    for (let at = 0; at < 20_000; at++) {
      const value = dice.next() * 10 ** (dice.upTo(22) - 4);
      for (const digits of [16, 17, 18])
        for (const text of cut(middleAbove(value), digits)) {
          const found = fault(text);
          if (found !== undefined) faults.push(found);
        }
    }
    expect(faults).toEqual([]);
  });

  test("that is a half exactly is left to whoever has its text", () => {
    // 2⁵³ + 1, and 2⁵² + 1 ÷ 2, with more digits than an integer of sixteen.
    for (const text of ["9007199254740993.0", "4503599627370496.5", "4503599627370497.50"]) {
      expect(read(text)).toBeNaN();
      expect(distanceToHalf(text, Number(text))).toBe(0);
    }
  });

  test.each([
    "0",
    "0.0",
    "00000000000000000000",
    "0000000000000000.0000000000000000000000",
    "9007199254740991",
    "9007199254740993",
    "9999999999999999",
    "999999999999999999",
    "123456789.123456789",
    "12345678.9",
    "0.1",
    "0.30000000000000004",
    "0.000000000000000000001",
    "0.0000000000000000000001",
    "1.0000000000000002",
    "0.99999999999999994",
  ])("of %s is Number's", (text) => {
    expect(read(text)).toBe(Number(text));
  });

  test("of nineteen digits that count, or twenty-three decimals, is NaN", () => {
    expect(read("1234567890123456789")).toBeNaN();
    expect(read("1.234567890123456789")).toBeNaN();
    expect(read("0.00000000000000000000001")).toBeNaN();
  });
});
