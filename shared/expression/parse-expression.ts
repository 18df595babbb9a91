import { ExpressionFault } from "./expression-fault.ts";
import type { ExpressionNode, LambdaNode, Pair, PathNode, PathStep } from "./expression-node.ts";
import { readToken, type Token } from "./read-token.ts";

/** Characters of a text; a page of them is a program, and programs belong where they can be tested. */
export const LONGEST_EXPRESSION = 4096;
/** Expressions inside each other. */
const DEEPEST = 64;

/** How strongly an operator holds what stands before it (JSONata's own order). */
const BINDING: Readonly<Record<string, number>> = {
  ":=": 10,
  "?": 20,
  or: 25,
  and: 30,
  "=": 40,
  "!=": 40,
  "<": 40,
  "<=": 40,
  ">": 40,
  ">=": 40,
  in: 40,
  "~>": 40,
  "??": 40,
  "?:": 40,
  "^": 40,
  "+": 50,
  "-": 50,
  "&": 50,
  "*": 60,
  "/": 60,
  "%": 60,
  "{": 70,
  ".": 75,
  "[": 80,
  "(": 80,
  "@": 80,
  "#": 80,
};
const BINARY = new Set(["or", "and", "=", "!=", "<", "<=", ">", ">=", "in", "+", "-", "&", "*", "/", "%"]);

/** What JSONata has and this does not, with what to write instead. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "/": "regular expressions are left out: some never end. Use $contains, $substringBefore, $split or $replace with texts",
  "%": "the parent operator is left out. Bind the outer value to a variable: (  $row := …; … )",
  "@": "joins (@) are left out. Bind a variable and filter by it",
  "#": "positions (#) are left out. Use $map with function($value, $index)",
  "^": "sorting is left out: no statistic depends on the order of rows. Use $min or $max",
  "|": "the transform operator is left out. Use $merge or write the object",
  "?": "partial application is left out. Write function($x){ … }",
};

/** The tree of a text. Throws `ExpressionFault` with the place and with what was expected there. */
export function parseExpression(text: string): ExpressionNode {
  if (text.length > LONGEST_EXPRESSION)
    throw new ExpressionFault(
      `the expression has ${text.length} characters; expected at most ${LONGEST_EXPRESSION}`,
      LONGEST_EXPRESSION,
    );
  const parser = new Parser(text);
  const expression = parser.expression(0);
  parser.expectEnd();
  return expression;
}

/** Operator precedence parsing (Pratt, "Top down operator precedence", 1973), one token ahead. */
class Parser {
  readonly #text: string;
  #token: Token;
  #next: number;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    ({ token: this.#token, next: this.#next } = readToken(text, 0));
  }

  /** An expression whose operators bind more strongly than `least`. */
  expression(least: number): ExpressionNode {
    if (++this.#depth > DEEPEST)
      throw this.#fault(`expected at most ${DEEPEST} expressions inside each other`);
    let left = this.#prefix();
    while (this.#token.type === "operator" && (BINDING[String(this.#token.value)] ?? 0) > least)
      left = this.#infix(left);
    this.#depth--;
    return left;
  }

  expectEnd(): void {
    if (this.#token.type !== "end")
      throw this.#fault(`got ${this.#got()}; expected an operator or the end of the expression`);
  }

  /** What begins an expression. */
  #prefix(): ExpressionNode {
    const { type, value, at } = this.#token;
    if (type === "operator") return this.#prefixOperator(String(value), at);
    if (type === "end") throw this.#fault("got the end of the expression; expected a value");
    this.#advance();
    switch (type) {
      case "name":
        return pathOf({ type: "name", name: String(value), at });
      case "variable":
        return { type: "variable", name: String(value), at };
      default:
        return { type: "literal", value, at };
    }
  }

  #prefixOperator(operator: string, at: number): ExpressionNode {
    const left = operator === "%" || operator === "|" || operator === "/" ? LEFT_OUT[operator] : undefined;
    if (left !== undefined) throw this.#fault(left);
    this.#advance();
    switch (operator) {
      case "and":
      case "or":
      case "in":
        return pathOf({ type: "name", name: operator, at });
      case "*":
        return { type: "wildcard", at };
      case "**":
        return { type: "descendants", at };
      case "-":
        return negated(this.expression(70), at);
      case "(":
        return { type: "block", expressions: this.#list(")", ";", () => this.expression(0)), at };
      case "[":
        return { type: "array", items: this.#list("]", ",", () => this.#item()), whole: false, at };
      case "{":
        return { type: "object", pairs: this.#pairs(), at };
      default:
        throw new ExpressionFault(`got "${operator}"; expected a value`, at);
    }
  }

  /** What an operator makes of the expression before it. */
  #infix(left: ExpressionNode): ExpressionNode {
    const { value, at } = this.#token;
    const operator = String(value);
    if (operator === "@" || operator === "#" || operator === "^") throw this.#fault(LEFT_OUT[operator]!);
    this.#advance();
    const binding = BINDING[operator]!;
    if (BINARY.has(operator)) return { type: "binary", operator, left, right: this.expression(binding), at };
    switch (operator) {
      case ".":
        return joined(left, this.expression(binding), at);
      case "[":
        return this.#predicate(left, at);
      case "{":
        if (left.type === "group") throw new ExpressionFault("a grouping cannot follow a grouping", at);
        return { type: "group", of: left, pairs: this.#pairs(), at };
      case "(":
        return this.#call(left, at);
      case "~>":
        return { type: "apply", left, right: this.expression(binding), at };
      case "??":
      case "?:":
        return { type: "fallback", operator, left, right: this.expression(0), at };
      case "?":
        return this.#condition(left, at);
      default:
        return this.#bind(left, at);
    }
  }

  #predicate(left: ExpressionNode, at: number): ExpressionNode {
    if (this.#is("]")) {
      if (left.type !== "path")
        throw this.#fault("expected a predicate; an empty one may follow a path only");
      this.#advance();
      return { ...left, keepsList: true };
    }
    const predicate = this.expression(0);
    this.#expect("]");
    if (left.type === "path") {
      const last = left.steps.at(-1)!;
      const filtered = { node: last.node, predicates: [...last.predicates, predicate] };
      return { ...left, steps: [...left.steps.slice(0, -1), filtered] };
    }
    if (left.type === "filter") return { ...left, predicates: [...left.predicates, predicate] };
    if (left.type === "group") throw new ExpressionFault("a predicate cannot follow a grouping", at);
    return { type: "filter", of: left, predicates: [predicate], at: left.at };
  }

  /** `f(…)`, or `function($x){ … }`. */
  #call(procedure: ExpressionNode, at: number): ExpressionNode {
    const name = nameOf(procedure);
    if (name === "function" || name === "λ") return this.#lambda(procedure.at);
    if (name !== undefined)
      throw new ExpressionFault(`functions begin with a dollar sign: expected $${name}(…)`, procedure.at);
    const args = this.#list(")", ",", () => {
      if (this.#is("?")) throw this.#fault(LEFT_OUT["?"]!);
      return this.expression(0);
    });
    return { type: "call", procedure, args, at };
  }

  #lambda(at: number): LambdaNode {
    const parameters = this.#list(")", ",", () => {
      const { type, value } = this.#token;
      if (type !== "variable") throw this.#fault(`got ${this.#got()}; expected a parameter such as $x`);
      this.#advance();
      return String(value);
    });
    if (this.#is("<")) throw this.#fault("signatures of functions are left out; expected {");
    this.#expect("{");
    const body = this.expression(0);
    this.#expect("}");
    return { type: "lambda", parameters, body, at };
  }

  #condition(condition: ExpressionNode, at: number): ExpressionNode {
    const then = this.expression(0);
    if (!this.#is(":")) return { type: "condition", condition, then, at };
    this.#advance();
    return { type: "condition", condition, then, otherwise: this.expression(0), at };
  }

  #bind(left: ExpressionNode, at: number): ExpressionNode {
    if (left.type !== "variable" || left.name === "" || left.name === "$")
      throw new ExpressionFault("expected a variable such as $x before :=", left.at);
    return { type: "bind", name: left.name, value: this.expression(BINDING[":="]! - 1), at };
  }

  /** An element of a list constructor: a value, or a range of whole numbers. */
  #item(): ExpressionNode {
    const from = this.expression(0);
    if (!this.#is("..")) return from;
    const { at } = this.#token;
    this.#advance();
    return { type: "range", from, to: this.expression(0), at };
  }

  #pairs(): Pair[] {
    return this.#list("}", ",", (): Pair => {
      const key = this.expression(0);
      this.#expect(":");
      return [key, this.expression(0)];
    });
  }

  /** Elements up to the closing sign, which is passed. */
  #list<Element>(close: string, separator: string, read: () => Element): Element[] {
    const elements: Element[] = [];
    while (!this.#is(close)) {
      elements.push(read());
      if (!this.#is(separator)) break;
      this.#advance();
      // ( a; ) may end with its separator; a list may not.
      if (separator === "," && this.#is(close)) throw this.#fault(`got ${this.#got()}; expected a value`);
    }
    this.#expect(close, separator);
    return elements;
  }

  #is(sign: string): boolean {
    return this.#token.type === "operator" && this.#token.value === sign;
  }

  #expect(sign: string, ...others: readonly string[]): void {
    if (!this.#is(sign))
      throw this.#fault(`got ${this.#got()}; expected ${[...others, sign].map(quoted).join(" or ")}`);
    this.#advance();
  }

  #advance(): void {
    ({ token: this.#token, next: this.#next } = readToken(this.#text, this.#next));
  }

  #got(): string {
    const { type, value } = this.#token;
    if (type === "end") return "the end of the expression";
    return type === "operator" ? quoted(String(value)) : `a ${type}`;
  }

  #fault(message: string): ExpressionFault {
    return new ExpressionFault(message, this.#token.at);
  }
}

const quoted = (sign: string) => `"${sign}"`;

const pathOf = (node: ExpressionNode): PathNode => ({
  type: "path",
  steps: [{ node, predicates: [] }],
  keepsList: false,
  at: node.at,
});

/** The name where an expression is nothing but one. */
function nameOf(node: ExpressionNode): string | undefined {
  if (node.type !== "path" || node.steps.length > 1) return undefined;
  const [step] = node.steps;
  return step!.node.type === "name" && step!.predicates.length === 0 ? step!.node.name : undefined;
}

const negated = (of: ExpressionNode, at: number): ExpressionNode =>
  of.type === "literal" && typeof of.value === "number"
    ? { ...of, value: -of.value, at }
    : { type: "negate", of, at };

/** `left.right`: one path of the steps of both. */
function joined(left: ExpressionNode, right: ExpressionNode, at: number): PathNode {
  const steps = [...stepsOf(left), ...stepsOf(right)];
  for (const { node } of [steps[0]!, steps.at(-1)!]) if (node.type === "array") node.whole = true;
  const keepsList = [left, right].some((side) => side.type === "path" && side.keepsList);
  return { type: "path", steps, keepsList, at: Math.min(left.at, at) };
}

function stepsOf(node: ExpressionNode): readonly PathStep[] {
  if (node.type === "path") return node.steps;
  if (node.type === "literal") return [{ node: namedStep(node), predicates: [] }];
  if (node.type === "filter" && node.of.type !== "literal")
    return [{ node: node.of, predicates: node.predicates }];
  return [{ node, predicates: [] }];
}

/** A text in a path is a name in quotes; a number, true, false and null are no step. */
function namedStep(node: ExpressionNode & { readonly type: "literal" }): ExpressionNode {
  if (typeof node.value === "string") return { type: "name", name: node.value, at: node.at };
  throw new ExpressionFault(`got ${String(node.value)} as a step of a path; expected a name`, node.at);
}
