import type { Dice } from "./dice.ts";

/** Texts of cells that a scanner may trip over: every form of number, nearly numbers, and texts of all kinds. */
export function randomCell(dice: Dice): string {
  return dice.pick(KINDS)(dice);
}

/** The same without a sign of CSV: such cells need no quotes. */
export function randomPlainCell(dice: Dice): string {
  const cell = randomCell(dice);
  return /[",\n\r]/.test(cell) ? randomNumber(dice) : cell;
}

const SIGNS = ["", "", "", "-", "-", "+", " ", "- ", "+ ", "--", "-  "];

/** Numbers in the grammar of cells (`cell-type.ts`), and what is nearly one. */
export function randomNumber(dice: Dice): string {
  const sign = dice.pick(SIGNS);
  const zeros = dice.chance(0.15) ? "0".repeat(dice.upTo(12)) : "";
  const whole = dice.digits(dice.pick([1, 1, 2, 3, 8, 9, 10, 15, 16, 17, 18, 19, 25]));
  const fraction = dice.chance(0.6) ? `.${dice.digits(dice.upTo(26))}` : "";
  const exponent = dice.chance(0.15)
    ? `${dice.pick(["e", "E"])}${dice.pick(["", "+", "-"])}${dice.digits(dice.upTo(4))}`
    : "";
  return sign + zeros + whole + fraction + exponent;
}

export const EDGES = [
  "",
  "0",
  "-0",
  "+0",
  "-0.0",
  "- 0",
  "0.0000000000000000000000001",
  "-0.0000000001",
  "-1e-400",
  "00012",
  "1e400",
  "-1e400",
  "1.7976931348623157e308",
  "1.7976931348623159e308",
  "5e-324",
  "2e-324",
  "9007199254740991",
  "9007199254740992",
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775807",
  "18446744073709551616",
  "2147483647",
  "2147483648",
  "-2147483648",
  "999999999",
  "1000000000",
  "999999999.5",
  "12345678.9",
  "123456789.1",
  "0.12345678",
  "0.123456789",
  "0.30000000000000004",
  "5.",
  ".5",
  "-.5",
  "1.2.3",
  "1e",
  "1e+",
  "1e5",
  "1E5",
  "1.e5",
  "1,000",
  "1_000",
  "NaN",
  "nan",
  "inf",
  "Infinity",
  "-inf",
  "0x10",
  "true",
  "false",
  "True",
  "truex",
  "tru",
  " true",
  "null",
  " ",
  "  ",
  "-",
  "+",
  "- ",
  "5 ",
  " 5",
  "  5",
];

const TEXTS = [
  "a",
  "gold",
  'say "so"',
  '"',
  "a,b",
  "two\nlines",
  "two\r\nlines",
  "a\rb",
  "\r",
  "tab\there",
  "back\\slash",
  "a/b",
  "caf\u00e9",
  "\u00e9",
  "\u{1f600}",
  "\ud800",
  "a\udc00b",
  "\u007f",
  "\u0000",
  "\ufeff",
  "\u2028",
  "__proto__",
  "constructor",
  "x".repeat(255),
  "x".repeat(256),
  "x".repeat(257),
  "y".repeat(300),
  "\u00e9".repeat(256),
  `${"x".repeat(255)}\u{1f600}`,
];

const KINDS: readonly ((dice: Dice) => string)[] = [
  randomNumber,
  randomNumber,
  randomNumber,
  (dice) => dice.pick(EDGES),
  (dice) => dice.pick(EDGES),
  (dice) => dice.pick(TEXTS),
  (dice) => `${dice.pick(TEXTS)}${dice.upTo(3)}`,
  (dice) => String((dice.next() - 0.5) * 10 ** (dice.upTo(600) - 300)),
  (dice) => Array.from({ length: dice.upTo(6) }, () => dice.pick([...'0159.eE+- x,"\\\n\r'])).join(""),
];
