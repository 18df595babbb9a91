import { ExpressionFault } from "../expression/expression-fault.ts";
import { childrenOf, type ExpressionNode, walkExpression } from "../expression/expression-node.ts";
import { compileMapping } from "./compile-mapping.ts";

/**
 * The first column of a mapping that is made of a sensitive one, by its name or through a variable, and is not
 * sensitive itself. It finds what is written out (`"total": amount * 2`); what hides a name (a spread object, a
 * computed key) it cannot see.
 */
export function readsOfSensitive(mapping: string, sensitive: readonly string[]): ExpressionFault | undefined {
  const compiled = sensitive.length === 0 ? undefined : compileMapping(mapping);
  if (!compiled?.ok) return undefined;
  const { root } = compiled.expression;
  const secret = { names: new Set(sensitive), variables: new Set<string>() };
  let fault: ExpressionFault | undefined;
  walkExpression(root, (node) => {
    if (node.type === "bind" && tells(node.value, secret)) secret.variables.add(node.name);
    if (node.type !== "object" && node.type !== "group") return;
    for (const [key, value] of node.pairs)
      if (key.type === "literal" && !secret.names.has(String(key.value)) && tells(value, secret))
        fault ??= new ExpressionFault(
          `column "${String(key.value)}" is made of a sensitive one; expected it in columns.sensitive too`,
          key.at,
        );
  });
  return fault;
}

function tells(
  node: ExpressionNode,
  secret: { readonly names: ReadonlySet<string>; readonly variables: ReadonlySet<string> },
): boolean {
  if (node.type === "name" && secret.names.has(node.name)) return true;
  if (
    node.type === "call" &&
    node.args.some((arg) => arg.type === "literal" && secret.names.has(String(arg.value)))
  )
    return true; // $lookup(…, "amount")
  if (node.type === "variable" && secret.variables.has(node.name)) return true;
  // A value under a key is told of at its key.
  if (node.type === "object") return false;
  return childrenOf(node).some(({ child }) => tells(child, secret));
}
