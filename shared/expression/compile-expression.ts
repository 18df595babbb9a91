/**
 * Expressions that users write: rules over a window's statistics, mappings of captured records. A text is checked
 * when it is read, and evaluated within bounds: it gives a value or a reason, always the same, and never throws.
 */
import { checkNames, type KnownNames } from "./check-names.ts";
import { Evaluation } from "./evaluation.ts";
import { ExpressionFault, placeIn } from "./expression-fault.ts";
import { childrenOf, type ExpressionNode } from "./expression-node.ts";
import type { Builtin } from "./expression-value.ts";
import { Frame } from "./frame.ts";
import { BASE_STEPS, EvaluationFault, Meter } from "./meter.ts";
import { parseExpression } from "./parse-expression.ts";

/** A tree of this depth leaves room for functions that call functions (`Meter`). */
const DEEPEST_TREE = 100;

export type Compiled =
  | { readonly ok: true; readonly expression: CompiledExpression }
  | { readonly ok: false; readonly fault: ExpressionFault };

/** `reason` names the place in the expression and what was expected there, never a value of the document. */
export type Evaluated =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

export interface CompiledExpression {
  readonly text: string;
  readonly root: ExpressionNode;
  /** The value over a document, within `steps` (100,000) steps. `undefined` where there is nothing. */
  evaluate(document: unknown, options?: { readonly steps?: number }): Evaluated;
}

/** The expression of a text, or what is wrong with it and where. */
export function compileExpression(text: string, known: KnownNames): Compiled {
  try {
    const root = parseExpression(text);
    requireFlat(root);
    checkNames(root, known);
    const { builtins } = known;
    const evaluate: CompiledExpression["evaluate"] = (document, { steps = BASE_STEPS } = {}) =>
      evaluateTree({ text, root, builtins }, document, steps);
    return { ok: true, expression: { text, root, evaluate } };
  } catch (fault) {
    if (!(fault instanceof ExpressionFault)) throw fault;
    return { ok: false, fault };
  }
}

function evaluateTree(
  {
    text,
    root,
    builtins,
  }: Pick<CompiledExpression, "text" | "root"> & {
    readonly builtins: ReadonlyMap<string, Builtin>;
  },
  document: unknown,
  steps: number,
): Evaluated {
  try {
    const evaluation = new Evaluation(document, builtins, new Meter(steps));
    return { ok: true, value: evaluation.evaluate(root, document, new Frame()) };
  } catch (fault) {
    if (!(fault instanceof EvaluationFault)) throw fault;
    return { ok: false, reason: `${placeIn(text, fault.at)}: ${fault.message}` };
  }
}

/** `1+1+1+…` is as deep as it is long. */
function requireFlat(node: ExpressionNode, depth = 1): void {
  if (depth > DEEPEST_TREE)
    throw new ExpressionFault(`expected at most ${DEEPEST_TREE} operations inside each other`, node.at);
  for (const { child } of childrenOf(node)) requireFlat(child, depth + 1);
}
