/** What becomes of a field of a description. Every field has one fate, so that nothing is dropped in silence. */
import { inertText } from "../../shared/report/inert-text.ts";
import { type Description, type DescriptionKind, leavesOf } from "./description.ts";
import type { ImportedMonitor } from "./imported-monitor.ts";

export type FieldFate =
  /** It is in the definition, under the key `to`; `remark` says in what it is not the same. */
  | { readonly fate: "carried"; readonly to: string; readonly remark?: string }
  /** It decides something outside of the definition; `next` says where to set it. Verdicts are the same without it. */
  | { readonly fate: "elsewhere"; readonly why: string; readonly next: string }
  /** It decided what was judged, and does not any more. */
  | { readonly fate: "left"; readonly why: string; readonly next: string }
  /** Nothing here needs it. */
  | { readonly fate: "unneeded"; readonly why: string };

export interface Field {
  readonly value: unknown;
  /** Its last key. */
  readonly key: string;
  readonly imported: ImportedMonitor;
}

/** The fate itself, or how it follows from the value and from what was imported. */
export type FieldRule = FieldFate | ((field: Field) => FieldFate);

/**
 * Rules by the path of a field, keys joined by dots, positions in lists left out. A rule speaks for everything below its path
 * that has no rule of its own; the empty path for whatever is left.
 */
export type FieldTable = Readonly<Record<string, FieldRule>>;

export const carried = (to: string, remark?: string): FieldFate => ({
  fate: "carried",
  to,
  ...(remark === undefined ? {} : { remark }),
});
export const elsewhere = (why: string, next: string): FieldFate => ({ fate: "elsewhere", why, next });
export const left = (why: string, next: string): FieldFate => ({ fate: "left", why, next });
export const unneeded = (why: string): FieldFate => ({ fate: "unneeded", why });

/** A value of a field in a sentence or a command line. */
export const shown = (value: unknown): string =>
  inertText(typeof value === "string" ? value : JSON.stringify(value), 1024);

/** A field, or a part of a description that one rule speaks for, with its fate. */
export type FieldAccount = FieldFate & {
  readonly of: DescriptionKind | "baseline";
  /** Name of what is described; empty where it has none. */
  readonly name: string;
  /** Path of the field; empty for everything that has no rule of its own. */
  readonly field: string;
};

const UNKNOWN = left(
  "this version does not know the field",
  "Look it up in the API of SageMaker; if it changes what is judged, say so in an issue.",
);
const unknownField = ({ value }: Field): FieldFate =>
  typeof value === "object" ? unneeded("it is empty") : UNKNOWN;

/** The fates of all fields of a description, in its order; fields that one rule answers alike are told once. */
export function accountFor(
  { kind, name, fields }: Description,
  table: FieldTable,
  imported: ImportedMonitor,
): FieldAccount[] {
  const accounts = new Map<string, FieldAccount>();
  for (const { path, value } of leavesOf(fields)) {
    const { rulePath, rule } = ruleFor(path, table);
    const fate = typeof rule === "function" ? rule({ value, key: path.at(-1) ?? "", imported }) : rule;
    const account = { of: kind, name, field: rulePath, ...fate };
    accounts.set(JSON.stringify(account), account);
  }
  return [...accounts.values()];
}

function ruleFor(path: readonly string[], table: FieldTable): { rulePath: string; rule: FieldRule } {
  for (let length = path.length; length >= 0; length--) {
    const rulePath = path.slice(0, length).join(".");
    const rule = Object.hasOwn(table, rulePath) ? table[rulePath] : undefined;
    if (rule !== undefined) return { rulePath, rule };
  }
  return { rulePath: path.join("."), rule: unknownField };
}
