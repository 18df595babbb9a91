/** Names, numbers and texts that have broken readers of JSON and CSV before. */
import type { Dice } from "./dice.ts";

/** Members that every JavaScript object has, and names that look like paths, marks or nothing. */
export const HOSTILE_NAMES: readonly string[] = [
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "toJSON",
  "__defineGetter__",
  "length",
  "then",
  "",
  " ",
  "\u0000",
  "\ufeff",
  "a.b",
  "a[0]",
  "_c0",
  "_i0",
  "_i.score",
  "features",
  "instances",
  "predictions",
  "signature_name",
  "SageMakerOutput",
  "SageMakerInput",
  "SageMakerInferenceId",
  "\ud800",
  "\udc00\ud800",
  "\u202eelpmis",
  "é",
  "e\u0301",
  "😀",
  "\u2028",
  "<script>alert(1)</script>",
  '"',
  ",",
  "\n",
];

/** Spellings; JSON text holds them as they stand, so some are no JSON. */
export const HOSTILE_NUMBERS: readonly string[] = [
  "0",
  "-0",
  "-0.0",
  "1.0",
  "1e5",
  "1E400",
  "-1e400",
  "1e-400",
  "5e-324",
  "1.7976931348623157e308",
  "9007199254740993",
  "-9007199254740993",
  "18446744073709551616",
  "0.1",
  "00012",
  "+ 1",
  "- 17",
  "+ 9007199254740993",
  ".5",
  "5.",
  "1e",
  "0x10",
  "NaN",
  "Infinity",
  "-inf",
  "1_000",
  "١٢٣",
  "9".repeat(400),
  `0.${"0".repeat(400)}1`,
  `${"0".repeat(300)}9007199254740993`,
  `1e${"9".repeat(30)}`,
];

const TEXTS: readonly string[] = [
  ...HOSTILE_NAMES,
  ...HOSTILE_NUMBERS,
  "null",
  "true",
  "undefined",
  "[object Object]",
  "2001-02-16T09:00:00Z",
  "2001-02-30T09:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "0000-00-00T00:00:00Z",
  "2001-02-16T09:00:00+99:99",
  "TargetModel=a;TargetModel=b",
  "=cmd|' /C calc'!A0",
  "{{constructor.constructor('x')()}}",
  "../../etc/passwd",
  "%00%ff%",
];

/** Bytes and signs that end, open or break what stands around them. */
const SIGNS: readonly Buffer[] = [
  ...['"', "\\", ",", ":", "{", "}", "[", "]", "\n", "\r", "\r\n", "\n\n", "\r\r", " ", "\t", "\u0000"],
  ...["null", "1e400", '\\"', "\\u0000", "\\ud800", "\\udc00\\ud800", '"__proto__":', "//", "/*"],
  ...["\ufeff", "\u2028", "\u0085", "\u00a0", "😀"],
]
  .map((text) => Buffer.from(text))
  .concat(
    // An overlong NUL, a byte that never occurs, a surrogate in UTF-8, beyond U+10FFFF, a lead byte alone, UTF-16's marks.
    [
      [0xc0, 0x80],
      [0xff],
      [0xed, 0xa0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xe2, 0x82],
      [0xff, 0xfe],
      [0x80],
    ].map((bytes) => Buffer.from(bytes)),
  );

export const hostileName = (throws: Dice): string =>
  throws.oneIn(40)
    ? throws.pick(["k", "é", "\ud83d"]).repeat(1 + throws.below(3000))
    : throws.pick(HOSTILE_NAMES);

export const hostileNumber = (throws: Dice): string => throws.pick(HOSTILE_NUMBERS);

export const hostileText = (throws: Dice): string =>
  throws.oneIn(40) ? throws.pick(TEXTS).repeat(1 + throws.below(200)) : throws.pick(TEXTS);

export const hostileSign = (throws: Dice): Buffer => throws.pick(SIGNS);
