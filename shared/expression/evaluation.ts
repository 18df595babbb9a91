/**
 * Evaluates the tree of an expression over a document, in JSONata's sense of paths, predicates and sequences, but
 * at once (not in promises) and metered: see `Meter`. JSONata's own evaluator counts neither what happens between
 * two of its hooks (one `$replace` can make gigabytes) nor functions that are handed to functions, and reads the clock.
 */
import { plainNumber } from "../capture/spelled-number.ts";
import type { CallNode, ExpressionNode, Pair, PathNode, PathStep } from "./expression-node.ts";
import { Builtin, isFunction, isTrue, kindOf, Lambda } from "./expression-value.ts";
import { Frame } from "./frame.ts";
import { matchArguments } from "./match-arguments.ts";
import { EvaluationFault, type Meter } from "./meter.ts";
import { operate } from "./operators.ts";
import { descendantsOf, memberOf, membersOf, takeApart } from "./reach.ts";
import { collapsed, isSequence, isWhole, kept, sequenceOf, whole } from "./sequence.ts";
import { setMember } from "./set-member.ts";

export class Evaluation {
  readonly #meter: Meter;
  readonly #document: unknown;
  readonly #builtins: ReadonlyMap<string, Builtin>;

  constructor(document: unknown, builtins: ReadonlyMap<string, Builtin>, meter: Meter) {
    this.#document = document;
    this.#builtins = builtins;
    this.#meter = meter;
  }

  /** The value of a node in a context. Throws `EvaluationFault` where it has none, or costs too much. */
  evaluate(node: ExpressionNode, input: unknown, frame: Frame): unknown {
    this.#meter.enter(node.at);
    const value = collapsed(this.#valueOf(node, input, frame));
    this.#meter.leave();
    return value;
  }

  #valueOf(node: ExpressionNode, input: unknown, frame: Frame): unknown {
    switch (node.type) {
      case "literal":
        return node.value;
      case "name":
        return memberOf(input, node.name, this.#meter, node.at);
      case "variable":
        return this.#variable(node.name, input, frame);
      case "path":
        return this.#path(node, input, frame);
      case "binary":
        return this.#binary(node, input, frame);
      case "object":
        return this.#object(node.pairs, input, frame, node.at);
      case "call":
        return this.#call(node, input, frame);
      case "condition":
        if (this.#isTrue(node.condition, input, frame)) return this.evaluate(node.then, input, frame);
        return node.otherwise && this.evaluate(node.otherwise, input, frame);
      case "fallback": {
        const left = this.evaluate(node.left, input, frame);
        const keeps = node.operator === "??" ? left !== undefined : isTrue(left, this.#meter, node.at);
        return keeps ? left : this.evaluate(node.right, input, frame);
      }
      case "filter":
        return node.predicates.reduce(
          (value: unknown, predicate) => this.#filtered(predicate, value, frame),
          this.evaluate(node.of, input, frame),
        );
      case "array":
        return this.#array(node, input, frame);
      case "negate":
        return this.#negated(node, input, frame);
      case "block":
        return this.#block(node.expressions, input, new Frame(frame));
      case "bind": {
        const value = this.evaluate(node.value, input, frame);
        frame.bind(node.name, value);
        return value;
      }
      case "lambda":
        return new Lambda({ parameters: node.parameters, body: node.body, input, frame });
      case "apply":
        return this.#applied(node, input, frame);
      case "wildcard":
        return sequenceOf(membersOf(input, this.#meter, node.at));
      case "descendants":
        return sequenceOf(descendantsOf(input, this.#meter, node.at));
      case "group":
        return this.#object(node.pairs, this.evaluate(node.of, input, frame), frame, node.at);
      case "range":
        throw new EvaluationFault("a range stands in a list only", node.at);
    }
  }

  #isTrue(node: ExpressionNode, input: unknown, frame: Frame): boolean {
    return isTrue(this.evaluate(node, input, frame), this.#meter, node.at);
  }

  #variable(name: string, input: unknown, frame: Frame): unknown {
    if (name === "") return input;
    if (name === "$") return this.#document;
    const bound = frame.lookup(name);
    return bound === undefined ? this.#builtins.get(name) : bound;
  }

  #path({ steps, keepsList, at }: PathNode, input: unknown, frame: Frame): unknown {
    const [first] = steps;
    // Most paths are the name of a cell: half the time of a mapping.
    if (steps.length === 1 && first!.node.type === "name" && first!.predicates.length === 0 && !keepsList)
      if (!Array.isArray(input)) return memberOf(input, first!.node.name, this.#meter, at);
    let values: unknown = Array.isArray(input) && first!.node.type !== "variable" ? input : [input];
    for (const [index, step] of steps.entries()) {
      const isList = index === 0 && step.node.type === "array" && step.node.whole;
      values = isList
        ? this.#predicated(step, this.evaluate(step.node, input, frame), frame)
        : this.#step(step, values, frame, index === steps.length - 1, at);
      if (values === undefined || (Array.isArray(values) && values.length === 0)) break;
    }
    return keepsList ? kept(values) : values;
  }

  /** One step of a path: its values for every value of the step before. */
  #step(step: PathStep, given: unknown, frame: Frame, isLast: boolean, at: number): unknown {
    const found: unknown[] = [];
    for (const each of Array.isArray(given) ? given : [given]) {
      const value = this.#predicated(step, this.evaluate(step.node, each, frame), frame);
      if (value !== undefined) found.push(value);
    }
    const [only] = found;
    // A list of the document stays one: [5] is not 5.
    if (isLast && found.length === 1 && Array.isArray(only) && !isSequence(only)) return only;
    const values: unknown[] = [];
    for (const each of found)
      if (Array.isArray(each) && isWhole(each)) values.push(each);
      else takeApart(each, values, this.#meter, at);
    return sequenceOf(values);
  }

  #predicated({ predicates }: PathStep, value: unknown, frame: Frame): unknown {
    let left = value;
    for (const predicate of predicates) left = this.#filtered(predicate, left, frame);
    return left;
  }

  /** The values that a predicate is true of, or that stand at the places it names (from the end where negative). */
  #filtered(predicate: ExpressionNode, given: unknown, frame: Frame): unknown {
    if (given === undefined) return undefined;
    const values: readonly unknown[] = Array.isArray(given) ? given : [given];
    if (predicate.type === "literal" && typeof predicate.value === "number") {
      const found = values.at(Math.floor(predicate.value));
      return Array.isArray(found) ? found : sequenceOf(found === undefined ? [] : [found]);
    }
    const left: unknown[] = [];
    for (const [index, value] of values.entries()) {
      const answer = this.evaluate(predicate, value, frame);
      const places = placesOf(answer);
      this.#meter.spend(1 + (places?.length ?? 0), predicate.at);
      if (places === undefined) {
        if (isTrue(answer, this.#meter, predicate.at)) left.push(value);
      } else
        for (const place of places) {
          const at = Math.floor(place);
          if ((at < 0 ? values.length + at : at) === index) left.push(value);
        }
    }
    return sequenceOf(left);
  }

  #binary(node: ExpressionNode & { readonly type: "binary" }, input: unknown, frame: Frame): unknown {
    const { operator, at } = node;
    if (operator === "and")
      return this.#isTrue(node.left, input, frame) && this.#isTrue(node.right, input, frame);
    if (operator === "or")
      return this.#isTrue(node.left, input, frame) || this.#isTrue(node.right, input, frame);
    const left = this.evaluate(node.left, input, frame);
    const right = this.evaluate(node.right, input, frame);
    return operate(operator, left, right, { meter: this.#meter, at });
  }

  #negated({ of, at }: ExpressionNode & { readonly type: "negate" }, input: unknown, frame: Frame): unknown {
    return operate("-", 0, this.evaluate(of, input, frame), { meter: this.#meter, at });
  }

  #array(node: ExpressionNode & { readonly type: "array" }, input: unknown, frame: Frame): unknown[] {
    const values: unknown[] = [];
    for (const item of node.items) {
      if (item.type === "range") this.#range(item, input, frame, values);
      else {
        const value = this.evaluate(item, input, frame);
        // A list that is written inside a list stays one; what was found is taken apart.
        if (item.type === "array") values.push(value);
        else takeApart(value, values, this.#meter, item.at);
      }
    }
    return node.whole ? whole(values) : values;
  }

  #range(
    { from, to, at }: ExpressionNode & { readonly type: "range" },
    input: unknown,
    frame: Frame,
    into: unknown[],
  ): void {
    const [first, last] = [from, to].map((node) => {
      const end = operate("+", 0, this.evaluate(node, input, frame), { meter: this.#meter, at });
      if (end !== undefined && !Number.isInteger(end))
        throw new EvaluationFault("a range ends at a fraction; expected whole numbers", at);
      return end as number | undefined;
    });
    if (first === undefined || last === undefined || first > last) return;
    this.#meter.spend(last - first + 1, at);
    for (let each = first; each <= last; each++) into.push(each);
  }

  /**
   * An object of keys and values. Over a list it groups: each element goes under the key that it gives, and the value
   * is made of all elements of the key.
   */
  #object(pairs: readonly Pair[], input: unknown, frame: Frame, at: number): unknown {
    const groups = new Map<string, { readonly value: ExpressionNode; readonly elements: unknown[] }>();
    for (const element of elementsOf(input))
      for (const [keyNode, value] of pairs) {
        const key = this.evaluate(keyNode, element, frame);
        if (key === undefined) continue;
        if (typeof key !== "string")
          throw new EvaluationFault(`a key is ${kindOf(key)}; expected a text`, keyNode.at);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { value, elements: [element] });
        else if (group.value === value) group.elements.push(element);
        else throw new EvaluationFault("two keys of an object are the same", keyNode.at);
      }
    const made: Record<string, unknown> = {};
    for (const [key, { value: node, elements }] of groups) {
      const value = this.evaluate(node, this.#grouped(elements, at), frame);
      this.#meter.spendText(key.length, at);
      if (value !== undefined) setMember(made, key, value);
    }
    return made;
  }

  /** What the value of a key is made of: its one element, or all of them as a list, lists among them taken apart. */
  #grouped(elements: readonly unknown[], at: number): unknown {
    if (elements.length === 1) return elements[0];
    const all: unknown[] = [];
    for (const element of elements) takeApart(element, all, this.#meter, at);
    return all;
  }

  #block(expressions: readonly ExpressionNode[], input: unknown, frame: Frame): unknown {
    let value: unknown;
    for (const expression of expressions) value = this.evaluate(expression, input, frame);
    return value;
  }

  #call({ procedure, args, at }: CallNode, input: unknown, frame: Frame): unknown {
    const called = this.evaluate(procedure, input, frame);
    const values = args.map((arg) => this.evaluate(arg, input, frame));
    return this.#apply(called, values, input, at);
  }

  /** `left ~> right`: the left value is the first argument of the right function; two functions become one. */
  #applied(node: ExpressionNode & { readonly type: "apply" }, input: unknown, frame: Frame): unknown {
    const { right, at } = node;
    const left = this.evaluate(node.left, input, frame);
    if (right.type === "call") {
      const called = this.evaluate(right.procedure, input, frame);
      const args = right.args.map((arg) => this.evaluate(arg, input, frame));
      return this.#apply(called, [left, ...args], input, at);
    }
    const called = this.evaluate(right, input, frame);
    if (!isFunction(left) || !isFunction(called)) return this.#apply(called, [left], input, at);
    return chain(left, called);
  }

  #apply(called: unknown, args: readonly unknown[], input: unknown, at: number): unknown {
    if (called instanceof Lambda) {
      const frame = new Frame(called.frame);
      for (const [index, name] of called.parameters.entries()) frame.bind(name, args[index]);
      return this.evaluate(called.body, called.input, frame);
    }
    if (!(called instanceof Builtin))
      throw new EvaluationFault(`what is called is ${kindOf(called)}; expected a function`, at);
    const matched = matchArguments(called.parameters, args, input, this.#meter, at);
    if (matched[0] === undefined && !called.takesMissing) return undefined;
    const apply = (procedure: unknown, given: readonly unknown[]) => this.#handed(procedure, given, at);
    const call = { meter: this.#meter, at, document: this.#document, apply };
    return collapsed(called.run(call, ...(matched as never[])));
  }

  /** A function that was handed to a function gets as many of the arguments as it needs, the first at least. */
  #handed(procedure: unknown, args: readonly unknown[], at: number): unknown {
    this.#meter.enter(at);
    const value = this.#apply(procedure, args.slice(0, Math.max(1, needs(procedure))), undefined, at);
    this.#meter.leave();
    return value;
  }
}

/** The numbers of an answer that names places, undefined for any other answer. */
function placesOf(given: unknown): readonly number[] | undefined {
  const answer = plainNumber(given);
  if (typeof answer === "number") return [answer];
  if (!Array.isArray(answer) || !answer.every((each) => typeof each === "number")) return undefined;
  return answer;
}

/** What an object constructor goes over: the elements of a list, or the one context; nothing for an empty list. */
function elementsOf(input: unknown): readonly unknown[] {
  if (!Array.isArray(input)) return [input];
  return input.length > 0 ? input : [undefined];
}

function needs(procedure: unknown): number {
  if (procedure instanceof Lambda) return procedure.parameters.length;
  return procedure instanceof Builtin ? procedure.parameters.filter(({ optional }) => !optional).length : 0;
}

function chain(first: Lambda | Builtin, second: Lambda | Builtin): Builtin {
  return new Builtin({
    parameters: () => [{ kind: "x", optional: false, orContext: false }],
    takesMissing: true,
    run: (call, ...args) => call.apply(second, [call.apply(first, args)]),
  });
}
