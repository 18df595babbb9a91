import { plainNumber } from "../capture/spelled-number.ts";
import { finite, isEqual, kindOf, payForAll, textOf } from "./expression-value.ts";
import { EvaluationFault, type Meter } from "./meter.ts";

/** What an operator makes of its two values; `and` and `or` do not come here, they may leave the right one alone. */
export function operate(
  operator: string,
  left: unknown,
  right: unknown,
  { meter, at }: { readonly meter: Meter; readonly at: number },
): unknown {
  switch (operator) {
    case "=":
    case "!=":
      if (left === undefined || right === undefined) return false;
      payForAll(left, meter, at);
      payForAll(right, meter, at);
      return isEqual(left, right) === (operator === "=");
    case "&":
      return concatenated(left, right, meter, at);
    case "in":
      return isAmong(left, right, meter, at);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return compare(operator, plainNumber(left), plainNumber(right), { meter, at });
    default:
      return calculate(operator, left, right, at);
  }
}

function calculate(operator: string, left: unknown, right: unknown, at: number): number | undefined {
  const [a, b] = [operandOf(left, "left", operator, at), operandOf(right, "right", operator, at)];
  if (a === undefined || b === undefined) return undefined;
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return a / b;
    default:
      return a % b;
  }
}

function operandOf(given: unknown, side: string, operator: string, at: number): number | undefined {
  const value = plainNumber(given);
  if (value === undefined) return undefined;
  if (typeof value === "number") return finite(value, at);
  throw new EvaluationFault(`the ${side} side of ${operator} is ${kindOf(value)}; expected a number`, at);
}

function compare(
  operator: string,
  left: unknown,
  right: unknown,
  { meter, at }: { readonly meter: Meter; readonly at: number },
): boolean | undefined {
  for (const [side, value] of [["left", left] as const, ["right", right] as const]) {
    if (typeof value === "number") finite(value, at);
    else if (typeof value === "string") meter.spendText(value.length, at);
    else if (value !== undefined)
      throw new EvaluationFault(
        `the ${side} side of ${operator} is ${kindOf(value)}; expected a number or a text`,
        at,
      );
  }
  if (left === undefined || right === undefined) return undefined;
  if (typeof left !== typeof right)
    throw new EvaluationFault(
      `${operator} compares ${kindOf(left)} with ${kindOf(right)}; expected two of one kind`,
      at,
    );
  const [a, b] = [left as number, right as number];
  switch (operator) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    default:
      return a >= b;
  }
}

function concatenated(left: unknown, right: unknown, meter: Meter, at: number): string {
  const [a, b] = [textOf(left, meter, at), textOf(right, meter, at)];
  meter.spendText(a.length + b.length, at);
  return a + b;
}

function isAmong(given: unknown, list: unknown, meter: Meter, at: number): boolean {
  const value = plainNumber(given);
  if (value === undefined || list === undefined) return false;
  const elements: readonly unknown[] = Array.isArray(list) ? list : [list];
  meter.spend(elements.length, at);
  if (typeof value === "string") meter.spendText(value.length * elements.length, at);
  return elements.some((each) => plainNumber(each) === value);
}
