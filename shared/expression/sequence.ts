/**
 * Lists as JSONata has them. A sequence is what a path or a function collects: none of it is nothing, one of it is
 * the value itself. A list of the document or of `[…]` stays a list, however short.
 */
const SEQUENCE = Symbol("sequence");
const KEPT = Symbol("kept");
const WHOLE = Symbol("whole");

interface List extends Array<unknown> {
  [SEQUENCE]?: true;
  [KEPT]?: true;
  [WHOLE]?: true;
}

export function sequenceOf(values: unknown[] = []): unknown[] {
  (values as List)[SEQUENCE] = true;
  return values;
}

export const isSequence = (value: unknown): value is unknown[] =>
  Array.isArray(value) && (value as List)[SEQUENCE] === true;

/** A sequence that stays a list when it holds one value (`a[]`). */
export function kept(value: unknown): unknown {
  if (value === undefined || (Array.isArray(value) && !isSequence(value))) return value;
  const list: List = isSequence(value) ? value : sequenceOf([value]);
  list[KEPT] = true;
  return list;
}

/** A list that a path does not take apart. */
export function whole(values: unknown[]): unknown[] {
  (values as List)[WHOLE] = true;
  return values;
}

export const isWhole = (list: readonly unknown[]) => (list as List)[WHOLE] === true;

/** A sequence of none is undefined, of one its value; everything else is itself. */
export function collapsed(value: unknown): unknown {
  if (!isSequence(value)) return value;
  if (value.length === 0) return undefined;
  return value.length === 1 && (value as List)[KEPT] !== true ? value[0] : value;
}
