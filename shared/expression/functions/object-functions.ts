import { parsedJson } from "../../capture/parsed-json.ts";
import { bounded, type CallContext, isFunction, isObject, isTrue } from "../expression-value.ts";
import { EvaluationFault } from "../meter.ts";
import { memberOf } from "../reach.ts";
import { sequenceOf } from "../sequence.ts";
import { setMember } from "../set-member.ts";
import { builtin } from "./builtin.ts";

type Members = Readonly<Record<string, unknown>>;

export const objectFunctions = {
  exists: builtin("x", (_, value: unknown) => value !== undefined, { takesMissing: true }),
  boolean: builtin("x-", ({ meter, at }, value: unknown) => isTrue(value, meter, at)),
  not: builtin("x-", ({ meter, at }, value: unknown) => !isTrue(value, meter, at)),
  type: builtin("x", (_, value: unknown) => typeOf(value)),
  keys: builtin("x-", (call, value: unknown) => sequenceOf([...new Set(keysOf(call, value))])),
  lookup: builtin("x-s", ({ meter, at }, value: unknown, key: string) => memberOf(value, key, meter, at)),
  merge: builtin("a<o>", merge),
  spread: builtin("x-", (call, value: unknown) => spread(call, value)),
  each: builtin("o-f", (call, members: Members, visit: unknown) =>
    sequenceOf(
      membersOf(call, members)
        .map(([key, value]) => call.apply(visit, [value, key, members]))
        .filter((value) => value !== undefined),
    ),
  ),
  sift: builtin("o-f", (call, members: Members, predicate: unknown) => {
    const kept = membersOf(call, members).filter(([key, value]) =>
      isTrue(call.apply(predicate, [value, key, members]), call.meter, call.at),
    );
    return kept.length === 0 ? undefined : objectOf(kept);
  }),
  parse: builtin("s-", ({ meter, at }, text: string) => {
    meter.spend(text.length, at);
    const value = parsedJson(text);
    if (value === undefined) throw new EvaluationFault("$parse of a text that is not JSON", at);
    return value;
  }),
};

function membersOf({ meter, at }: CallContext, members: Members): [string, unknown][] {
  const keys = Object.keys(members);
  meter.spend(keys.length, at);
  return keys.map((key) => [key, members[key]]);
}

function objectOf(members: readonly (readonly [string, unknown])[]): Members {
  const made: Record<string, unknown> = {};
  for (const [key, value] of members) setMember(made, key, value);
  return made;
}

/** JSON's name of a kind of value, `function`, or nothing for a missing one. */
function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return isFunction(value) ? "function" : typeof value;
}

/** Keys of an object, or of all objects of a list. */
function keysOf(call: CallContext, value: unknown, depth = 0): string[] {
  if (Array.isArray(value)) {
    bounded(depth, call.at);
    call.meter.spend(value.length, call.at);
    return value.flatMap((each) => keysOf(call, each, depth + 1));
  }
  return isObject(value) ? membersOf(call, value).map(([key]) => key) : [];
}

/** One object of the members of several; of two with one name the later one stays. */
function merge(call: CallContext, objects: readonly Members[]): Members {
  return objectOf(objects.flatMap((each) => membersOf(call, each)));
}

/** Objects of one member each. */
function spread(call: CallContext, value: unknown, depth = 0): unknown {
  if (Array.isArray(value)) {
    bounded(depth, call.at);
    call.meter.spend(value.length, call.at);
    return value.flatMap((each) => spread(call, each, depth + 1) ?? []);
  }
  if (!isObject(value)) return value;
  return sequenceOf(membersOf(call, value).map((member) => objectOf([member])));
}
