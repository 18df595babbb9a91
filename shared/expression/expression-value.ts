import { plainNumber, SpelledNumber } from "../capture/spelled-number.ts";
import type { ExpressionNode } from "./expression-node.ts";
import type { Frame } from "./frame.ts";
import { EvaluationFault, type Meter } from "./meter.ts";

/** Values are JSON's, `undefined` for what is not there, numbers with their spelling, and functions. */

/** A function that an expression wrote. */
export class Lambda {
  readonly parameters: readonly string[];
  readonly body: ExpressionNode;
  readonly input: unknown;
  readonly frame: Frame;

  constructor(given: Pick<Lambda, "parameters" | "body" | "input" | "frame">) {
    this.parameters = given.parameters;
    this.body = given.body;
    this.input = given.input;
    this.frame = given.frame;
  }
}

/** What a function of ours may do beside looking at its arguments. */
export interface CallContext {
  readonly meter: Meter;
  /** The place of the call. */
  readonly at: number;
  readonly document: unknown;
  apply(procedure: unknown, args: readonly unknown[]): unknown;
}

export interface Parameter {
  /** `s` text, `n` number, `b` truth value, `a` list (anything else becomes a list of it), `o` object, `f` function, `x` anything. */
  readonly kind: string;
  /** Of a list: the kind of every element. */
  readonly elements?: string;
  readonly optional: boolean;
  /** The context stands in where the argument is left out. */
  readonly orContext: boolean;
}

/** A function of ours. */
export class Builtin {
  readonly #readParameters: () => readonly Parameter[];
  #parameters: readonly Parameter[] | undefined;
  /** Called for a missing first argument too; otherwise the result is missing then. */
  readonly takesMissing: boolean;
  readonly run: (call: CallContext, ...args: never[]) => unknown;

  /** `parameters` is asked when the function is first called: to read all their signatures took 2 ms of every start. */
  constructor(
    given: Pick<Builtin, "takesMissing" | "run"> & { readonly parameters: () => readonly Parameter[] },
  ) {
    this.#readParameters = given.parameters;
    this.takesMissing = given.takesMissing;
    this.run = given.run;
  }

  get parameters(): readonly Parameter[] {
    return (this.#parameters ??= this.#readParameters());
  }
}

export const isFunction = (value: unknown): value is Lambda | Builtin =>
  value instanceof Lambda || value instanceof Builtin;

/** An object with members: no list, no function, no number with a spelling. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof SpelledNumber) && !isFunction(value);
}

/** What a value is, for messages that must not quote it. */
export function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (isFunction(value)) return "a function";
  if (typeof value === "string") return "a text";
  if (typeof value === "boolean") return "a truth value";
  return typeof plainNumber(value) === "number" ? "a number" : "an object";
}

/** Containers inside each other that are looked through; JSON may be nested as deep as it is long. */
const DEEPEST_VALUE = 64;

/** Stops whoever goes deeper into a value than that. */
export function bounded(depth: number, at: number): void {
  if (depth > DEEPEST_VALUE)
    throw new EvaluationFault(`a value is nested more than ${DEEPEST_VALUE} deep`, at);
}

/** Pays for every value below a value, so that it can be compared or written as a whole. */
export function payForAll(value: unknown, meter: Meter, at: number, depth = 0): void {
  bounded(depth, at);
  meter.spend(1, at);
  if (typeof value === "string") meter.spendText(value.length, at);
  else if (Array.isArray(value)) for (const each of value) payForAll(each, meter, at, depth + 1);
  else if (isObject(value))
    for (const key of Object.keys(value)) {
      meter.spendText(key.length, at);
      payForAll(value[key], meter, at, depth + 1);
    }
}

/** JSONata's truth: of a text that is not empty, a number that is not 0, a list with a true element, an object with members. */
export function isTrue(given: unknown, meter: Meter, at: number, depth = 0): boolean {
  const value = plainNumber(given);
  if (Array.isArray(value)) {
    bounded(depth, at);
    meter.spend(value.length, at);
    return value.some((each) => isTrue(each, meter, at, depth + 1));
  }
  if (isObject(value)) {
    const keys = Object.keys(value).length;
    meter.spend(keys, at);
    return keys > 0;
  }
  if (typeof value === "number") return finite(value, at) !== 0;
  return !isFunction(value) && Boolean(value);
}

/** Whether two values are the same, lists element by element, objects member by member in any order. Both are paid for. */
export function isEqual(left: unknown, right: unknown): boolean {
  const [a, b] = [plainNumber(left), plainNumber(right)];
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((each, index) => isEqual(each, b[index]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key]))
  );
}

/** A value as text: a text as it is, everything else as JSON, fractions with 15 digits. Missing is empty. */
export function textOf(given: unknown, meter: Meter, at: number): string {
  const value = plainNumber(given);
  if (value === undefined || isFunction(value)) return "";
  if (typeof value === "string") return value;
  payForAll(value, meter, at);
  return JSON.stringify(value, (_, each: unknown) => writable(each, at)) ?? "";
}

function writable(each: unknown, at: number): unknown {
  const value = plainNumber(each);
  if (typeof value === "number" && !Number.isInteger(value)) return Number(finite(value, at).toPrecision(15));
  return isFunction(value) ? "" : value;
}

/** The number, where it has a value: dividing by zero gives one that nothing can be computed of. */
export function finite(value: number, at: number): number {
  if (Number.isFinite(value)) return value;
  throw new EvaluationFault("a number is infinite or undefined (a division by zero?)", at);
}
