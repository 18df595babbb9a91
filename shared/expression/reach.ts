/** How paths reach into values. Everything that is touched is paid for; no value is followed deeper than `bounded` allows. */
import { bounded, isObject } from "./expression-value.ts";
import type { Meter } from "./meter.ts";
import { sequenceOf } from "./sequence.ts";

/** `name`: the member of an object, or a sequence of those of every object of a list. */
export function memberOf(input: unknown, name: string, meter: Meter, at: number, depth = 0): unknown {
  if (!Array.isArray(input)) return isObject(input) && Object.hasOwn(input, name) ? input[name] : undefined;
  bounded(depth, at);
  meter.spend(input.length, at);
  const found: unknown[] = [];
  for (const each of input) takeApart(memberOf(each, name, meter, at, depth + 1), found, meter, at);
  return sequenceOf(found);
}

/** Adds a value to those that are collected: nothing for a missing one, the elements of a list. */
export function takeApart(value: unknown, into: unknown[], meter: Meter, at: number): void {
  if (value === undefined) return;
  if (!Array.isArray(value)) {
    meter.spend(1, at);
    into.push(value);
    return;
  }
  meter.spend(value.length, at);
  for (const each of value) into.push(each);
}

/** `*`: the values of an object's members or the elements of a list, lists among them taken apart to their last element. */
export function membersOf(input: unknown, meter: Meter, at: number): unknown[] {
  const values: unknown[] = [];
  const flatten = (value: unknown, depth: number) => {
    bounded(depth, at);
    meter.spend(1, at);
    if (Array.isArray(value)) for (const each of value) flatten(each, depth + 1);
    else if (value !== undefined) values.push(value);
  };
  if (Array.isArray(input)) flatten(input, 0);
  else if (isObject(input)) for (const key of Object.keys(input)) flatten(input[key], 0);
  return values;
}

/** `**`: a value and everything below it, lists taken apart. */
export function descendantsOf(input: unknown, meter: Meter, at: number): unknown[] {
  const values: unknown[] = [];
  const descend = (value: unknown, depth: number) => {
    bounded(depth, at);
    meter.spend(1, at);
    if (Array.isArray(value)) for (const each of value) descend(each, depth + 1);
    else if (value !== undefined) {
      values.push(value);
      if (isObject(value)) for (const key of Object.keys(value)) descend(value[key], depth + 1);
    }
  };
  descend(input, 0);
  return values;
}
