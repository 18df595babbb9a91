/**
 * Expressions that would take for ever, or all memory. Each ends with a reason within its steps; a bound that did not
 * hold would end the test run itself.
 */
import { describe, expect, test } from "vitest";
import { compileExpression } from "../../shared/expression/compile-expression.ts";
import { builtins } from "../../shared/expression/functions/index.ts";

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
const document = {
  items: Array.from({ length: 2000 }, (_, id) => ({ id, list: Array.from({ length: 20 }, (_, i) => i) })),
  text: "ab".repeat(10_000),
  deep: nested(60),
};
const evaluate = (text: string, steps?: number) => {
  const compiled = compileExpression(text, { names: Object.keys(document), builtins });
  if (!compiled.ok) throw compiled.fault;
  return compiled.expression.evaluate(document, steps === undefined ? {} : { steps });
};
const reasonOf = (text: string) => {
  const evaluated = evaluate(text);
  return evaluated.ok ? `it gave ${JSON.stringify(evaluated.value)?.slice(0, 80)}` : evaluated.reason;
};
const twice = (times: number, step: string) =>
  `( $x := "ab"; ${`$x := ${step}; `.repeat(times)} $length($x) )`;

describe("an expression that costs too much", () => {
  test.each([
    ["doubles a text", twice(60, "$x & $x")],
    ["doubles a text by $replace", twice(30, '$replace($x, "a", $x)')],
    ["doubles a text by $join", twice(60, "$join([$x, $x, $x])")],
    ["doubles a list", `( $x := [1]; ${"$x := [$x, $x]; ".repeat(60)} $count($x) )`],
    ["doubles a list by $append", `( $x := [1]; ${"$x := $append($x, $x); ".repeat(60)} $count($x) )`],
    // Sixty steps make an object that is 2^60 objects when it is written, or compared.
    ["writes a shared object", `( $x := {}; ${'$x := { "a": $x, "b": $x }; '.repeat(60)} $string($x) )`],
    [
      "compares shared objects",
      `( $x := {}; ${'$x := { "a": $x, "b": $x }; '.repeat(60)} $x = { "a": $x } )`,
    ],
    ["has a range of a thousand million", "[1..1000000000]"],
    ["maps over maps", "$map(items, function($a){ $map(items, function($b){ $a.id + $b.id }) })"],
    ["maps over maps by functions of ours", "$map(items, function($a){ $map(items, $string) })"],
    ["filters by lists of places", "items[[0..1999]]"],
    ["walks everything again and again", "items.($$.**)"],
    ["walks members again and again", "items.($$.*)"],
    ["looks for what is everywhere", "items.($$.items.list)"],
    ["asks whether lists are true", "( $zeros := items.(0); items[$zeros] )"],
    ["looks through lists", "items[99999 in $$.items.id]"],
    ["replaces by a long text", '$replace(text, "a", text)'],
    ["joins by a long text", '$join(items.("x"), text)'],
    ["compares long texts", "items[$$.text < $$.text]"],
    ["looks for a long text", "items[$$.text in $$.text]"],
    ["compares everything with everything", '$distinct(items.{ "a": [id] })'],
    ["splits a text into characters", 'items.$split($$.text, "")'],
    ["counts characters", "items.$length($$.text)"],
    ["merges everything into everything", "items.$merge($$.items)"],
    ["reduces with a growing value", "$reduce(items, function($all, $one){ $append($all, $$.items) }, [])"],
  ])("%s: stopped", (_, text) => {
    expect(reasonOf(text)).toMatch(/^line 1, column \d+: it takes more steps than it may$/);
  });

  test.each([
    ["calls itself", "( $f := function($x){ $f($x) }; $f(1) )"],
    ["calls itself in an argument", "( $f := function($x){ 1 + $f($x) }; $f(1) )"],
    ["calls itself by a function of ours", "( $f := function($x){ $map([$x], $f) }; $f(1) )"],
    [
      "is called by another that it calls",
      "( $f := function($x){ $g($x) }; $g := function($x){ $f($x) }; $f(1) )",
    ],
    ["is the Y combinator of nothing", "(function($x){ $x($x) })(function($x){ $x($x) })"],
  ])("%s: stopped", (_, text) => {
    expect(reasonOf(text)).toMatch(/^line 1, column \d+: more than 500 expressions inside each other$/);
  });

  test.each([
    ["a truth value", "$boolean($x)"],
    ["a text", "$string($x)"],
    ["an equal", "$x = $x"],
    ["a member", "$x.a"],
    ["members", "$x.*"],
    ["descendants", "$x.**"],
  ])("makes %s of lists inside lists: stopped", (_, use) => {
    const text = `( $x := $reduce([1..2000], function($a){ [[$a]] }, 1); ${use} )`.replace("$a)", "$a, $b)");
    expect(reasonOf(text)).toMatch(/a value is nested more than 64 deep$/);
  });

  test("what a document may be nested is followed to its end", () => {
    expect(evaluate("$string(deep)").ok).toBe(true);
  });

  test("stops at the same step every time, and goes on with more of them", () => {
    const text = "$count($map(items, function($a){ $a.id + 1 }))";
    const needed = [...Array(400).keys()].map((i) => i * 100).find((steps) => evaluate(text, steps).ok);
    expect(needed).toBeGreaterThan(2000);
    expect(evaluate(text, needed! - 100)).toEqual(evaluate(text, needed! - 100));
    expect(evaluate(text)).toEqual({ ok: true, value: 2000 });
  });
});
