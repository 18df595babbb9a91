/**
 * The tree of an expression. A node's `at` is its place in the text, in UTF-16 units from 0. The language is JSONata's
 * (docs.jsonata.org) without what has no bound or no meaning here: docs/rules.md lists what is left out.
 */

/** `at`: where the node begins, for messages. */
interface At {
  readonly at: number;
}

export type ExpressionNode =
  | (At & { readonly type: "literal"; readonly value: string | number | boolean | null })
  /** A step of a path. */
  | (At & { readonly type: "name"; readonly name: string })
  /** `$name`; `` is `$`, the context, and `$` is `$$`, the document. */
  | (At & { readonly type: "variable"; readonly name: string })
  | (At & { readonly type: "wildcard" })
  | (At & { readonly type: "descendants" })
  | PathNode
  | (At & {
      readonly type: "filter";
      readonly of: ExpressionNode;
      readonly predicates: readonly ExpressionNode[];
    })
  | (At & { readonly type: "group"; readonly of: ExpressionNode; readonly pairs: readonly Pair[] })
  /** `whole`: as the first or last step of a path it is one value, not several. */
  | (At & { readonly type: "array"; readonly items: readonly ExpressionNode[]; whole: boolean })
  | (At & { readonly type: "object"; readonly pairs: readonly Pair[] })
  | (At & { readonly type: "range"; readonly from: ExpressionNode; readonly to: ExpressionNode })
  | (At & { readonly type: "negate"; readonly of: ExpressionNode })
  | (At & {
      readonly type: "binary";
      readonly operator: string;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (At & {
      readonly type: "condition";
      readonly condition: ExpressionNode;
      readonly then: ExpressionNode;
      readonly otherwise?: ExpressionNode;
    })
  /** `??` takes the right side where the left one is missing, `?:` where it is not true. */
  | (At & {
      readonly type: "fallback";
      readonly operator: "??" | "?:";
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    })
  | (At & { readonly type: "block"; readonly expressions: readonly ExpressionNode[] })
  | (At & { readonly type: "bind"; readonly name: string; readonly value: ExpressionNode })
  | CallNode
  | LambdaNode
  /** `left ~> right`. */
  | (At & { readonly type: "apply"; readonly left: ExpressionNode; readonly right: ExpressionNode });

export type Pair = readonly [key: ExpressionNode, value: ExpressionNode];

/** One step of a path and the predicates behind it. */
export interface PathStep {
  readonly node: ExpressionNode;
  readonly predicates: readonly ExpressionNode[];
}

export interface PathNode extends At {
  readonly type: "path";
  readonly steps: readonly PathStep[];
  /** `a[]`: one value stays a list of one. */
  readonly keepsList: boolean;
}

export interface CallNode extends At {
  readonly type: "call";
  readonly procedure: ExpressionNode;
  readonly args: readonly ExpressionNode[];
}

export interface LambdaNode extends At {
  readonly type: "lambda";
  readonly parameters: readonly string[];
  readonly body: ExpressionNode;
}

/** The nodes inside a node. `moved`: they see another context than the node itself, a value of it. */
export function childrenOf(
  node: ExpressionNode,
): readonly { readonly child: ExpressionNode; readonly moved: boolean }[] {
  const here = (...children: readonly (ExpressionNode | undefined)[]) =>
    children.filter((child) => child !== undefined).map((child) => ({ child, moved: false }));
  const inside = (children: readonly ExpressionNode[]) => children.map((child) => ({ child, moved: true }));
  switch (node.type) {
    case "literal":
    case "name":
    case "variable":
    case "wildcard":
    case "descendants":
      return [];
    case "path": {
      const [first, ...later] = node.steps;
      return [
        ...here(first?.node),
        ...inside(first?.predicates ?? []),
        ...later.flatMap((step) => inside([step.node, ...step.predicates])),
      ];
    }
    case "filter":
      return [...here(node.of), ...inside(node.predicates)];
    case "group":
      return [...here(node.of), ...inside(node.pairs.flat())];
    case "array":
      return here(...node.items);
    case "object":
      return here(...node.pairs.flat());
    case "range":
      return here(node.from, node.to);
    case "negate":
      return here(node.of);
    case "binary":
    case "fallback":
    case "apply":
      return here(node.left, node.right);
    case "condition":
      return here(node.condition, node.then, node.otherwise);
    case "block":
      return here(...node.expressions);
    case "bind":
      return here(node.value);
    case "call":
      return here(node.procedure, ...node.args);
    case "lambda":
      return here(node.body);
  }
}

/** Calls `visit` with every node, the outer before the inner; `atRoot`: its context is the whole document. */
export function walkExpression(
  node: ExpressionNode,
  visit: (node: ExpressionNode, atRoot: boolean) => void,
  atRoot = true,
): void {
  visit(node, atRoot);
  for (const { child, moved } of childrenOf(node)) walkExpression(child, visit, atRoot && !moved);
}
