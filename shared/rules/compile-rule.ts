import { type Compiled, compileExpression } from "../expression/compile-expression.ts";
import { ExpressionFault } from "../expression/expression-fault.ts";
import { type ExpressionNode, type PathNode, walkExpression } from "../expression/expression-node.ts";
import { builtins } from "../expression/functions/index.ts";
import { nearest } from "../monitors/nearest.ts";
import { COLUMN_STATISTICS, DOCUMENT_NAMES, QUANTILES } from "./document-names.ts";

/** The `assert` of a rule, or what is wrong with it and where. A misspelt statistic is told of as well. */
export function compileRule(text: string): Compiled {
  const compiled = compileExpression(text, { names: DOCUMENT_NAMES, builtins });
  if (!compiled.ok) return compiled;
  const fault = readPaths(compiled.expression.root).map(misspelt).find(Boolean);
  return fault === undefined ? compiled : { ok: false, fault };
}

/** A place in the document that an expression reads by names alone. */
export interface ReadPath {
  readonly names: readonly string[];
  readonly node: PathNode;
}

/** Every such place, in the order of the text, each once. */
export function readPaths(root: ExpressionNode): ReadPath[] {
  const found = new Map<string, ReadPath>();
  walkExpression(root, (node, atRoot) => {
    const names = node.type === "path" && atRoot ? namesOf(node) : undefined;
    if (names !== undefined) found.set(JSON.stringify(names), { names, node: node as PathNode });
  });
  return [...found.values()];
}

/** The names of a path's steps up to the first one that is something else; undefined where the first one is. */
function namesOf({ steps }: PathNode): string[] | undefined {
  const names: string[] = [];
  for (const { node, predicates } of steps) {
    if (node.type !== "name") break;
    names.push(node.name);
    if (predicates.length > 0) break;
  }
  return names.length > 0 ? names : undefined;
}

/** `columns.age.men`: a fault at `men`. */
function misspelt({ names, node }: ReadPath): ExpressionFault | undefined {
  const begin = names[0] === "baseline" ? 1 : 0;
  const known = [
    ...(begin === 1 ? [[begin, ["rows", "columns"]] as const] : []),
    ...(names[begin] === "columns" ? [[begin + 2, COLUMN_STATISTICS] as const] : []),
    ...(names[begin + 2] === "quantiles" ? [[begin + 3, QUANTILES] as const] : []),
  ];
  for (const [index, allowed] of known) {
    const name = names[index];
    if (name === undefined || allowed.includes(name)) continue;
    const right = allowed === QUANTILES ? undefined : nearest(name, allowed);
    const hint = right === undefined ? `known here: ${allowed.join(", ")}` : `did you mean ${right}?`;
    return new ExpressionFault(`unknown statistic "${name}"; ${hint}`, node.steps[index]!.node.at);
  }
  return undefined;
}
