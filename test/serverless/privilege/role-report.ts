/** A role held against what is asked of it, exactly: everything that is asked is granted, and everything that is granted is asked. */
import { allows, type Grant } from "./iam-policy.ts";
import type { Call } from "./memory-account.ts";

/** A sentence for each call that the role refuses, and for each grant that nobody needs. */
export function roleReport(name: string, grants: readonly Grant[], calls: readonly Call[]): string[] {
  const once = new Map(calls.map((call) => [described(call), call]));
  const served = [...once.values()].map((call) => ({
    call,
    by: grants.filter((grant) => allows(grant, call)),
  }));
  const refused = served
    .filter(({ by }) => by.length === 0)
    .map(({ call }) => `${name} asks for ${described(call)} and may not${via(call)}`);
  const idle = grants
    .filter((grant) => !served.some(({ by }) => by.length === 1 && by[0] === grant))
    .map((grant) => `${name} may ${shown(grant)} and ${reason(grant, served)}`);
  return [...new Set([...refused, ...idle])];
}

function reason(grant: Grant, served: readonly { call: Call; by: readonly Grant[] }[]): string {
  const shared = served.find(({ by }) => by.includes(grant));
  if (shared === undefined) return "never asks for it";
  return `needs it for nothing that another grant does not allow: ${described(shared.call)}`;
}

const described = ({ action, resource, context }: Call) =>
  `${action} on ${resource}${Object.entries(context).map(([key, value]) => ` with ${key} ${JSON.stringify(value)}`)}`;
const shown = ({ action, resource, conditions }: Grant) =>
  `${action} on ${resource}${conditions.map(({ key, value }) => ` where ${key} is ${value}`)}`;
const via = ({ sites }: Call) => (sites.length === 0 ? "" : ` (${sites.join(" ← ")})`);
