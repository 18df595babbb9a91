import { nearest } from "../monitors/nearest.ts";
import { ExpressionFault } from "./expression-fault.ts";
import { type ExpressionNode, walkExpression } from "./expression-node.ts";
import type { Builtin } from "./expression-value.ts";

const CLOCK = "it depends on the time of evaluation, and a replay has to give the same";
const CHANCE = "it is random, and a replay has to give the same. In a mapping take $sample(share)";
const PATTERN = "it takes regular expressions, and some never end";
const FORMAT = "rules and mappings compute with values; their form is the report's";
/** Functions of JSONata that are left out although somebody may look for them. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  now: CLOCK,
  millis: CLOCK,
  random: CHANCE,
  shuffle: CHANCE,
  eval: "what it evaluates could not be checked beforehand. JSON in a text is read by $parse",
  match: `${PATTERN}. Use $contains, $substringBefore or $split`,
  sort: "no statistic depends on the order of rows. Use $min or $max",
  pad: FORMAT,
  formatNumber: FORMAT,
  formatBase: FORMAT,
  formatInteger: FORMAT,
  fromMillis: FORMAT,
  toMillis:
    "it reads times without an offset by the machine's clock. Times of events are ISO 8601 in UTC: use $substring",
};

/** What an expression may speak of. */
export interface KnownNames {
  /** Members of the document. */
  readonly names: readonly string[];
  readonly builtins: ReadonlyMap<string, Builtin>;
}

/**
 * Holds an expression against what there is: members of the document where its context is the document, variables,
 * functions and how many arguments they take. A misspelt name would otherwise be a missing value, silently. Throws
 * `ExpressionFault` at the first name that is unknown.
 */
export function checkNames(root: ExpressionNode, { names, builtins }: KnownNames): void {
  const bound = boundNames(root);
  walkExpression(root, (node, atRoot) => {
    if (node.type === "path" && atRoot) checkMember(node.steps[0]!.node, names);
    if (node.type === "variable") checkVariable(node, bound, builtins);
    if (node.type === "call") checkArguments(node, bound, builtins);
  });
}

/** Every name that the expression gives a value to, anywhere. */
function boundNames(root: ExpressionNode): ReadonlySet<string> {
  const bound = new Set(["", "$"]);
  walkExpression(root, (node) => {
    if (node.type === "bind") bound.add(node.name);
    if (node.type === "lambda") for (const name of node.parameters) bound.add(name);
  });
  return bound;
}

function checkMember(first: ExpressionNode, names: readonly string[]): void {
  if (first.type !== "name" || names.includes(first.name)) return;
  throw new ExpressionFault(`unknown name "${first.name}"${hint(first.name, names, "")}`, first.at);
}

function checkVariable(
  { name, at }: ExpressionNode & { readonly type: "variable" },
  bound: ReadonlySet<string>,
  builtins: ReadonlyMap<string, Builtin>,
): void {
  if (bound.has(name) || builtins.has(name)) return;
  const why = Object.hasOwn(LEFT_OUT, name) ? LEFT_OUT[name] : undefined;
  if (why !== undefined) throw new ExpressionFault(`$${name} is left out: ${why}`, at);
  const known = [...bound, ...builtins.keys()];
  throw new ExpressionFault(`unknown variable or function $${name}${hint(name, known, "$")}`, at);
}

function checkArguments(
  { procedure, args }: ExpressionNode & { readonly type: "call" },
  bound: ReadonlySet<string>,
  builtins: ReadonlyMap<string, Builtin>,
): void {
  if (procedure.type !== "variable" || bound.has(procedure.name)) return;
  const most = builtins.get(procedure.name)?.parameters.length;
  // An unknown function is told of as a variable.
  if (most !== undefined && args.length > most)
    throw new ExpressionFault(
      `$${procedure.name} takes at most ${most} argument${most === 1 ? "" : "s"}; got ${args.length}`,
      args[most]!.at,
    );
}

function hint(name: string, known: readonly string[], sign: string): string {
  const right = nearest(
    name,
    known.filter((each) => each !== "" && each !== "$"),
  );
  if (right !== undefined) return `; did you mean ${sign}${right}?`;
  return sign === "" ? `; known here: ${known.join(", ")}` : "; docs/rules.md lists the functions";
}
