import type * as v from "valibot";
import { nearest } from "./nearest.ts";

/** A fault of a definition in a line: where it is, what came, what was expected, for a misspelt key the nearest right one. */
export function describeFault(issue: v.BaseIssue<unknown>, schema: unknown): string {
  const path = issue.path?.map((item) => String(item.key)).join(".") ?? "(top)";
  const last = issue.path?.at(-1);
  if (issue.expected === "never" && last !== undefined) {
    const known = keysAt(schema, issue.path?.slice(0, -1).map((item) => String(item.key)) ?? []);
    const right = nearest(String(last.key), known);
    return `${path}: unknown key${right === undefined ? `; known here: ${known.join(", ")}` : `; did you mean "${right}"?`}`;
  }
  // An expression's own fault, with its place; the expression itself is shown below it.
  if (issue.type === "raw_check" && !issue.message.startsWith("expected"))
    return `${issue.path === undefined ? "" : `${path}: `}${issue.message}`;
  if (issue.received === "undefined") return `${path}: missing; expected ${plain(issue)}`;
  return `${path}: got ${received(issue)}; ${issue.message.startsWith("expected") ? issue.message : `expected ${plain(issue)}`}`;
}

/** A check of one key against another has looked at the mapping of both; what came is the key's own value. */
function received({ received, path }: v.BaseIssue<unknown>): string {
  const value = path?.at(-1)?.value;
  const isLeaf = typeof value === "string" || Array.isArray(value);
  return received === "Object" && isLeaf ? JSON.stringify(value).slice(0, 200) : received;
}

const plain = (issue: v.BaseIssue<unknown>) =>
  (issue.expected ?? "another value").replace(/^Object$/, "a mapping").replace(/^Array$/, "a list");

/** Keys that the schema knows at a path; found by walking its `entries`, and the `item` of a list. */
function keysAt(schema: unknown, path: readonly string[]): string[] {
  let at: unknown = schema;
  for (const step of path) at = itemOf(at) ?? entriesOf(at)?.[step];
  return Object.keys(entriesOf(at) ?? {});
}

function entriesOf(node: unknown): Record<string, unknown> | undefined {
  return (unwrapped(node) as { entries?: Record<string, unknown> }).entries;
}

/** What a list is made of, whatever the index. */
const itemOf = (node: unknown) => (unwrapped(node) as { item?: unknown }).item;

function unwrapped(node: unknown): object {
  const { wrapped } = (node ?? {}) as { wrapped?: unknown };
  return wrapped === undefined ? (node ?? {}) : unwrapped(wrapped);
}
