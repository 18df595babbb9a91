import { jsonOf } from "./json-type.ts";

const DEEPEST = 64;

/** The value of a JSON text; undefined where it is none, or is nested more than 64 deep (no table is). */
export function parsedJson(text: string): unknown {
  const value = jsonOf(text);
  return isDeeper(value, DEEPEST) ? undefined : value;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}
