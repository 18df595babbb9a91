import { plainNumber, SpelledNumber } from "../capture/spelled-number.ts";
import { isFunction, isObject, kindOf, type Parameter } from "./expression-value.ts";
import { EvaluationFault, type Meter } from "./meter.ts";

const KINDS: Readonly<Record<string, string>> = {
  s: "a text",
  n: "a number",
  b: "a truth value",
  a: "a list",
  o: "an object",
  f: "a function",
  x: "a value",
};

/**
 * The arguments of a function of ours, numbers without their spelling, each where a list is expected a list. The
 * context is put before them where the first parameter may be left out. Throws `EvaluationFault` when they do not fit.
 */
export function matchArguments(
  parameters: readonly Parameter[],
  given: readonly unknown[],
  context: unknown,
  meter: Meter,
  at: number,
): unknown[] {
  const args = given.map(plainNumber);
  let fault = misfit(parameters, args, meter, at);
  if (fault !== undefined && parameters[0]?.orContext) {
    args.unshift(plainNumber(context));
    if (misfit(parameters, args, meter, at) === undefined) fault = undefined;
  }
  if (fault !== undefined) throw new EvaluationFault(fault, at);
  return args.map((arg, index) => listed(arg, parameters[index]!));
}

/** Why arguments do not fit, undefined when they do. */
function misfit(
  parameters: readonly Parameter[],
  args: readonly unknown[],
  meter: Meter,
  at: number,
): string | undefined {
  if (args.length > parameters.length)
    return `got ${args.length} arguments; expected at most ${parameters.length}`;
  for (const [index, parameter] of parameters.entries()) {
    if (index >= args.length) {
      if (parameter.optional) return undefined;
      return `argument ${index + 1} is missing; expected ${KINDS[parameter.kind]}`;
    }
    const arg = args[index];
    if (!fits(arg, parameter.kind))
      return `argument ${index + 1} is ${kindOf(arg)}; expected ${KINDS[parameter.kind]}`;
    const odd = oddElement(arg, parameter, meter, at);
    if (odd !== undefined)
      return `argument ${index + 1} holds ${odd}; expected ${KINDS[parameter.elements!]} in it`;
  }
  return undefined;
}

/** A missing value fits wherever no function is expected. */
function fits(value: unknown, kind: string): boolean {
  switch (kind) {
    case "f":
      return isFunction(value);
    case "s":
      return value === undefined || typeof value === "string";
    case "n":
      return value === undefined || typeof value === "number";
    case "b":
      return value === undefined || typeof value === "boolean";
    case "o":
      return value === undefined || isObject(value);
    default:
      return true;
  }
}

/** The kind of the first element that is not of the expected one. */
function oddElement(
  arg: unknown,
  { kind, elements }: Parameter,
  meter: Meter,
  at: number,
): string | undefined {
  if (kind !== "a" || arg === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(arg) ? arg : [arg];
  meter.spend(list.length, at);
  if (elements === undefined) return undefined;
  const odd = list.findIndex((each) => each === undefined || !fits(plainNumber(each), elements));
  return odd < 0 ? undefined : kindOf(list[odd]);
}

function listed(arg: unknown, { kind, elements }: Parameter): unknown {
  if (kind !== "a" || arg === undefined) return arg;
  const list: unknown[] = Array.isArray(arg) ? arg : [arg];
  return elements === "n" && list.some((each) => each instanceof SpelledNumber)
    ? list.map(plainNumber)
    : list;
}
