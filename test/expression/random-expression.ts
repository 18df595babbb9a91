import fc from "fast-check";

/** A document with every kind of value that paths meet: objects in lists, lists in lists, empty ones, one of one. */
export const DOCUMENT = {
  a: { b: 1, c: "x", d: [1, 2, 3], e: { b: 5, c: "y" } },
  list: [
    { b: 1, c: "x", n: null },
    { b: 2, c: "y", d: [4] },
    { b: 2, c: "x", d: [] },
  ],
  one: [{ b: 7, c: "z" }],
  matrix: [
    [1, 2],
    [3, 4],
  ],
  five: [5],
  none: [],
  text: "a,b,,c",
  zero: 0,
  yes: true,
  nothing: null,
  word: "Æsop 😀",
};

const NAMES = [...Object.keys(DOCUMENT), "b", "c", "d", "e", "n", "missing"];
const name = fc.constantFrom(...NAMES);
const number = fc.constantFrom("0", "1", "2", "3", "2.5", "10", "-1");
const literal = fc.oneof(number, fc.constantFrom('"x"', '"y"', '","', '""', "true", "false", "null"));
const variable = fc.constantFrom("$", "$$", "$v");
const comparison = fc.constantFrom("=", "!=", "<", "<=", ">", ">=", "in");
const arithmetic = fc.constantFrom("+", "-", "*", "/", "%", "&");

/** Calls of every function; `x` stands for an argument. */
const CALLS = [
  ...["abs", "ceil", "floor", "round", "sqrt", "number", "sum", "max", "min", "average", "string", "length"],
  ...["uppercase", "lowercase", "trim", "count", "reverse", "distinct", "exists", "boolean", "not", "type"],
  ...["keys", "merge", "spread"],
].map((call) => `$${call}(x)`);
const MORE_CALLS = [
  ...["$round(x, 1)", "$power(x, 2)", "$substring(x, 1)", "$substring(x, -2, 1)", '$substringBefore(x, ",")'],
  ...['$substringAfter(x, ",")', '$contains(x, ",")', '$split(x, ",")', '$split(x, ",", 2)', '$join(x, "-")'],
  ...['$replace(x, ",", ";")', '$replace(x, ",", ";", 1)', "$append(x, x)", '$lookup(x, "b")', "$string()"],
  ...["$map(x, function($v){ $v })", "$map(x, $string)", "$filter(x, function($v, $i){ $i > 0 })"],
  ...["$reduce(x, function($v, $w){ $v & $w })", "$reduce(x, $append)", "$each(x, function($v, $k){ $k })"],
  ...["$sift(x, function($v){ $exists($v) })", "$uppercase()", "x ~> $sum()", "x ~> $string", "$length()"],
];
const call = fc.constantFrom(...CALLS, ...MORE_CALLS);

/** Expressions of the language that is JSONata's and ours, from the leaves up. */
export const randomExpression = fc.letrec<{ expression: string; path: string; predicate: string }>((tie) => ({
  path: fc.oneof(
    { maxDepth: 4, depthIdentifier: "path" },
    name,
    fc.tuple(tie("path"), name).map(([path, step]) => `${path}.${step}`),
    fc.tuple(tie("path"), tie("predicate")).map(([path, predicate]) => `${path}[${predicate}]`),
    tie("path").map((path) => `${path}.*`),
    fc.tuple(tie("path"), name).map(([path, step]) => `${path}.**.${step}`),
    fc.tuple(tie("path"), tie("expression")).map(([path, each]) => `${path}.(${each})`),
    fc.tuple(tie("path"), name, name).map(([path, a, b]) => `${path}.{ "${a}": ${a}, "${b}_": ${b} }`),
    fc.tuple(tie("path"), name).map(([path, step]) => `${path}.[${step}, 1]`),
  ),
  predicate: fc.oneof(
    number,
    comparison.map((sign) => `b ${sign} 2`),
    fc.constant('c = "x"'),
    fc.constant("d"),
  ),
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: "expression" },
    literal,
    variable,
    tie("path"),
    tie("path").map((path) => `${path}[]`),
    tie("path").map((path) => `${path}{ c: $count(b) }`),
    fc.tuple(tie("expression"), arithmetic, tie("expression")).map((parts) => parts.join(" ")),
    fc.tuple(tie("expression"), comparison, tie("expression")).map((parts) => parts.join(" ")),
    fc
      .tuple(tie("expression"), fc.constantFrom("and", "or"), tie("expression"))
      .map((parts) => parts.join(" ")),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([a, b, c]) => `(${a}) ? ${b} : ${c}`),
    fc.tuple(tie("path"), fc.constantFrom("??", "?:"), literal).map((parts) => parts.join(" ")),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `( $v := ${a}; ${b} )`),
    fc.array(tie("expression"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `{ "p": ${a}, "q": ${b} }`),
    tie("expression").map((each) => `(${each})[0]`),
    fc.tuple(call, tie("expression")).map(([form, arg]) => form.replace(/\bx\b/g, () => `(${arg})`)),
    fc.constantFrom("[1..3]", "[0, 2..4]", "-a.b", "(list.b)[$ > 1]"),
  ),
})).expression;
