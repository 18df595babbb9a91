import { plainNumber } from "../../capture/spelled-number.ts";
import { type CallContext, isEqual, isTrue, kindOf, payForAll } from "../expression-value.ts";
import { EvaluationFault } from "../meter.ts";
import { isSequence, sequenceOf } from "../sequence.ts";
import { builtin } from "./builtin.ts";

type List = readonly unknown[];

export const listFunctions = {
  count: builtin("a", (_, list: List | undefined) => list?.length ?? 0, { takesMissing: true }),
  append: builtin("xx", append, { takesMissing: true }),
  reverse: builtin("a", (_, list: List) => list.toReversed()),
  distinct: builtin("x", distinct),
  map: builtin("af", (call, list: List, mapping: unknown) =>
    sequenceOf(
      list
        .map((each, index) => call.apply(mapping, [each, index, list]))
        .filter((value) => value !== undefined),
    ),
  ),
  filter: builtin("af", (call, list: List, predicate: unknown) =>
    sequenceOf(list.filter((each, index) => holds(call, predicate, [each, index, list]))),
  ),
  reduce: builtin("afx?", reduce),
};

const holds = (call: CallContext, predicate: unknown, args: List) =>
  isTrue(call.apply(predicate, args), call.meter, call.at);

/** One list of both; whatever is no list is one of itself. */
function append({ meter, at }: CallContext, left: unknown, right: unknown): unknown {
  if (left === undefined) return right;
  if (right === undefined) return left;
  const both = [left, right].flatMap((side) => (Array.isArray(side) ? side : [side]));
  meter.spend(both.length, at);
  return both;
}

/** Each value once, in the order of its first appearance. Every comparison is paid for. */
function distinct({ meter, at }: CallContext, list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const scalars = new Set<unknown>();
  const others: unknown[] = [];
  const found = list.filter((each) => {
    meter.spend(1, at);
    const value = plainNumber(each);
    if (typeof value !== "object" || value === null) return !scalars.has(value) && scalars.add(value);
    const isNew = !others.some((other) => {
      payForAll(other, meter, at);
      return isEqual(other, value);
    });
    if (isNew) others.push(value);
    return isNew;
  });
  return isSequence(list) ? sequenceOf(found) : found;
}

/** Folds a list from its first value, or from a given one. */
function reduce(call: CallContext, list: List, step: unknown, first?: unknown): unknown {
  const hasFirst = first !== undefined;
  if (kindOf(step) === "a function" && (step as { parameters: List }).parameters.length < 2)
    throw new EvaluationFault("$reduce takes a function of two values", call.at);
  return (hasFirst ? list : list.slice(1)).reduce(
    (value: unknown, each, index) => call.apply(step, [value, each, hasFirst ? index : index + 1, list]),
    hasFirst ? first : list[0],
  );
}
