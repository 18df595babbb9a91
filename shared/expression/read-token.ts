import { ExpressionFault } from "./expression-fault.ts";

export interface Token {
  readonly type: "name" | "variable" | "string" | "number" | "constant" | "operator" | "end";
  /** An operator's signs, a name without its quotes, a literal's value. */
  readonly value: string | number | boolean | null;
  readonly at: number;
}

const BLANKS = /(?:\s+|\/\*[\s\S]*?\*\/)*/y;
const OPERATOR = /\.\.|:=|!=|>=|<=|\*\*|~>|\?:|\?\?|[.[\]{}(),@#;:?+\-*/%|=<>^&!~]/y;
const NUMBER = /(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][-+]?\d+)?/y;
/** Whatever ends at a blank, an operator or a quote. */
const NAME = /\$?[^\s.[\]{}(),@#;:?+\-*/%|=<>^&!~"'`$]*/y;
const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** The token at or after `from`, and where the text goes on. Throws `ExpressionFault` at what begins no token. */
export function readToken(text: string, from: number): { readonly token: Token; readonly next: number } {
  const at = matchAt(BLANKS, text, from)!.end;
  const end = (type: Token["type"], value: Token["value"], next: number) => ({
    token: { type, value, at },
    next,
  });
  if (at >= text.length) return end("end", "", at);
  if (text.startsWith("/*", at)) throw new ExpressionFault("this comment has no end; expected */", at);
  const operator = matchAt(OPERATOR, text, at);
  if (operator !== undefined) return end("operator", operator.text, operator.end);
  const first = text[at]!;
  if (first === '"' || first === "'") return readString(text, at, first);
  if (first === "`") {
    const close = text.indexOf("`", at + 1);
    if (close < 0) throw new ExpressionFault("this name has no end; expected a backquote (`)", at);
    return end("name", text.slice(at + 1, close), close + 1);
  }
  const number = matchAt(NUMBER, text, at);
  if (number !== undefined && number.end > at) {
    if (!Number.isFinite(Number(number.text)))
      throw new ExpressionFault("this number is too large; expected at most 1.79e308", at);
    return end("number", Number(number.text), number.end);
  }
  const name = matchAt(NAME, text, at)!;
  if (name.text.startsWith("$")) return readVariable(text, at, name);
  if (name.text === "and" || name.text === "or" || name.text === "in")
    return end("operator", name.text, name.end);
  const constant = CONSTANTS.get(name.text);
  return constant === undefined ? end("name", name.text, name.end) : end("constant", constant, name.end);
}

/** `$name`, `$` or `$$`. */
function readVariable(text: string, at: number, name: { readonly text: string; readonly end: number }) {
  const isDocument = name.text === "$" && text[at + 1] === "$";
  const value = isDocument ? "$" : name.text.slice(1);
  return { token: { type: "variable" as const, value, at }, next: isDocument ? at + 2 : name.end };
}

function readString(text: string, at: number, quote: string): { token: Token; next: number } {
  let value = "";
  for (let next = at + 1; next < text.length; next++) {
    const character = text[next]!;
    if (character === quote) return { token: { type: "string", value, at }, next: next + 1 };
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escaped = readEscape(text, next);
    value += escaped.text;
    next = escaped.last;
  }
  throw new ExpressionFault(`this text has no end; expected ${quote}`, at);
}

/** The character that an escape at `at` stands for, and the place of its last sign. */
function readEscape(text: string, at: number): { text: string; last: number } {
  const sign = text[at + 1] ?? "";
  if (sign === "u") {
    const digits = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0];
    if (digits === undefined) throw new ExpressionFault("expected four hex digits after \\u", at);
    return { text: String.fromCharCode(Number.parseInt(digits, 16)), last: at + 5 };
  }
  const character = /^["'\\/]$/.test(sign) ? sign : ESCAPES[sign];
  if (character === undefined)
    throw new ExpressionFault(
      "this escape is unknown; expected one of \\\" \\' \\\\ \\/ \\b \\f \\n \\r \\t \\u",
      at,
    );
  return { text: character, last: at + 1 };
}

/** What a sticky pattern finds at a place; undefined when it finds nothing there. */
function matchAt(pattern: RegExp, text: string, at: number): { text: string; end: number } | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : { text: found[0], end: at + found[0].length };
}
