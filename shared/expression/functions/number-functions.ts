import type { CallContext } from "../expression-value.ts";
import { EvaluationFault } from "../meter.ts";
import { builtin } from "./builtin.ts";

const NUMERAL = /^(?:-?\d+(?:\.\d+)?(?:[Ee][-+]?\d+)?|0[xX][\dA-Fa-f]+|0[oO][0-7]+|0[bB][01]+)$/;

export const numberFunctions = {
  abs: builtin("n-", (_, x: number) => Math.abs(x)),
  ceil: builtin("n-", (_, x: number) => Math.ceil(x)),
  floor: builtin("n-", (_, x: number) => Math.floor(x)),
  round: builtin("n-n?", (_, x: number, digits?: number) => roundHalfEven(x, digits)),
  sqrt: builtin("n-", ({ at }, x: number) => {
    if (x < 0) throw new EvaluationFault("$sqrt of a negative number", at);
    return Math.sqrt(x);
  }),
  power: builtin("n-n", ({ at }, base: number, exponent: number) => {
    const power = base ** exponent;
    if (Number.isFinite(power)) return power;
    throw new EvaluationFault("$power gives no number", at);
  }),
  number: builtin("x-", toNumber),
  sum: builtin("a<n>", (_, numbers: readonly number[]) => total(numbers)),
  max: builtin("a<n>", (_, numbers: readonly number[]) => extreme(numbers, (a, b) => a > b)),
  min: builtin("a<n>", (_, numbers: readonly number[]) => extreme(numbers, (a, b) => a < b)),
  average: builtin("a<n>", (_, numbers: readonly number[]) =>
    numbers.length === 0 ? undefined : total(numbers) / numbers.length,
  ),
};

const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);

function extreme(
  numbers: readonly number[],
  isBeyond: (a: number, b: number) => boolean,
): number | undefined {
  let found = numbers[0];
  for (const each of numbers) if (isBeyond(each, found!)) found = each;
  return found;
}

/** A number, a text that spells one, true (1) or false (0). */
function toNumber({ at }: CallContext, value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string" && NUMERAL.test(value) && Number.isFinite(Number(value)))
    return Number(value);
  throw new EvaluationFault("$number of what spells no number", at);
}

/**
 * Rounds to a number of decimals (negative: tens, hundreds), halves to the even digit, as JSONata does. The point is
 * shifted in the text: multiplying by a power of ten would make halves of what is none.
 */
function roundHalfEven(x: number, digits = 0): number {
  const scaled = shifted(x, digits);
  const rounded = Math.round(scaled);
  const isOdd = Math.abs(rounded - scaled) === 0.5 && Math.abs(rounded % 2) === 1;
  return shifted(isOdd ? rounded - 1 : rounded, -digits) + 0;
}

function shifted(x: number, digits: number): number {
  if (digits === 0) return x;
  const [mantissa, exponent = "0"] = String(x).split("e");
  return Number(`${mantissa}e${Number(exponent) + digits}`);
}
