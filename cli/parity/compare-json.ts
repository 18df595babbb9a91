/** Compares two parsed JSON values field by field. */
import { isDeepStrictEqual } from "node:util";
import { objectOf } from "../../shared/capture/json-type.ts";
import { formatCount, formatNoun } from "../../shared/report/format-number.ts";

export interface JsonDifference {
  /** Keys joined by dots. */
  readonly field: string;
  readonly service: string | null;
  readonly plumbline: string | null;
  readonly relative?: number;
}

/**
 * The fields in which two objects differ, in the order of the service's. Objects are walked into; a list, or an object that one
 * side lacks, is one field. What is absent and what is null are the same: nothing is said.
 */
export function compareJson(service: unknown, plumbline: unknown, path = ""): JsonDifference[] {
  const [theirs, ours] = [objectOf(service), objectOf(plumbline)];
  if (theirs === undefined || ours === undefined) return compareLeaf(service, plumbline, path);
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])].flatMap((key) =>
    compareJson(theirs[key], ours[key], path === "" ? key : `${path}.${key}`),
  );
}

function compareLeaf(service: unknown, plumbline: unknown, field: string): JsonDifference[] {
  const [theirs, ours] = [service ?? null, plumbline ?? null];
  if (isDeepStrictEqual(theirs, ours)) return [];
  const relative = relativeDifference(theirs, ours);
  if (relative === 0) return []; // -0 and 0
  return [
    {
      field,
      service: said(theirs),
      plumbline: Array.isArray(theirs) && Array.isArray(ours) ? listSaid(theirs, ours) : said(ours),
      ...(relative === undefined ? {} : { relative }),
    },
  ];
}

/** A scalar as it stands; of anything larger how much it is, because its values may be captured ones. */
function said(value: unknown): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return formatNoun(itemsOf(value).length, "value");
  return objectOf(value) === undefined
    ? String(value)
    : formatNoun(Object.keys(value as object).length, "field");
}

function listSaid(theirs: readonly unknown[], ours: readonly unknown[]): string | null {
  const [a, b] = [itemsOf(theirs), itemsOf(ours)];
  const differing = b.filter((value, at) => !isDeepStrictEqual(value, a[at])).length;
  return a.length === b.length ? `${formatCount(differing)} of them differ` : said(ours);
}

/** Levels of a sketch are lists of values. */
const itemsOf = (list: readonly unknown[]): readonly unknown[] => list.flat();

/**
 * The largest |a − b| ÷ max(|a|, |b|) of the numbers of two values that are alike in everything but numbers; undefined where
 * they are not.
 */
export function relativeDifference(a: unknown, b: unknown): number | undefined {
  if (typeof a === "number" && typeof b === "number")
    return a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length ? largest(a, b) : undefined;
  const [left, right] = [objectOf(a), objectOf(b)];
  if (left === undefined || right === undefined) return isDeepStrictEqual(a, b) ? 0 : undefined;
  const keys = Object.keys(left);
  if (!isDeepStrictEqual(keys, Object.keys(right))) return undefined;
  return largest(
    keys.map((key) => left[key]),
    keys.map((key) => right[key]),
  );
}

function largest(a: readonly unknown[], b: readonly unknown[]): number | undefined {
  let found = 0;
  for (const [at, value] of a.entries()) {
    const relative = relativeDifference(value, b[at]);
    if (relative === undefined) return undefined;
    found = Math.max(found, relative);
  }
  return found;
}
