import * as v from "valibot";
import { UnusableInput } from "../errors.ts";

/** Faults listed in a message; the first ones explain the rest. */
const FAULTS_SHOWN = 10;
/** A wrong value in a message is cut here: a file may hold a whole document where a number belongs. */
const RECEIVED_SHOWN = 60;

/**
 * A parsed JSON value as the shape that `schema` describes, unknown keys kept. Throws `UnusableInput` that
 * names `what`, every fault (where, what came, what was expected) and `advice`, what to do next.
 */
export function parseFileShape<Output>(
  schema: v.GenericSchema<unknown, Output>,
  json: unknown,
  what: string,
  advice: string,
): Output {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.slice(0, FAULTS_SHOWN).map((issue) => `  ${describeIssue(issue)}`);
  const more = parsed.issues.length - faults.length;
  if (more > 0) faults.push(`  and ${more} more`);
  throw new UnusableInput(`${what} cannot be used:\n${faults.join("\n")}\n${advice}`);
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const where = issue.path?.map((item) => String(item.key)).join(".") ?? "(top)";
  const expected = issue.message.startsWith("expected") ? issue.message : `expected ${plain(issue.expected)}`;
  if (issue.received === "undefined") return `${where}: missing; expected a value`;
  return `${where}: got ${issue.received.slice(0, RECEIVED_SHOWN)}; ${expected}`;
}

const plain = (expected: string | null) =>
  (expected ?? "another value").replace(/^Object$/, "an object").replace(/^Array$/, "a list");
