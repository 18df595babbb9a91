import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileExpression } from "../../shared/expression/compile-expression.ts";
import { renderFault } from "../../shared/expression/expression-fault.ts";
import { builtins } from "../../shared/expression/functions/index.ts";

const names = ["rows", "columns", "and"];
const compile = (text: string) => compileExpression(text, { names, builtins });

/** The fault as a person reads it, caret and all. */
function fault(text: string): string {
  const compiled = compile(text);
  if (compiled.ok) throw new Error(`${text} was accepted`);
  return renderFault(text, compiled.fault);
}

describe("a text that is no expression", () => {
  test.each([
    ["", "line 1, column 1: got the end of the expression; expected a value"],
    ["rows.age +", "line 1, column 11: got the end of the expression; expected a value"],
    ["rows.age > > 3", 'line 1, column 12: got ">"; expected a value'],
    ["rows age", "line 1, column 6: got a name; expected an operator or the end of the expression"],
    ["rows[0", 'line 1, column 7: got the end of the expression; expected "]"'],
    ["$sum(rows.a", 'line 1, column 12: got the end of the expression; expected "," or ")"'],
    ["$sum(rows.a,)", 'line 1, column 13: got ")"; expected a value'],
    ['{ "a" 1 }', 'line 1, column 7: got a number; expected ":"'],
    ["rows.5", "line 1, column 6: got 5 as a step of a path; expected a name"],
    ['"abc', 'line 1, column 1: this text has no end; expected "'],
    ["`abc", "line 1, column 1: this name has no end; expected a backquote (`)"],
    ["/* abc", "line 1, column 1: this comment has no end; expected */"],
    ['"\\q"', "line 1, column 2: this escape is unknown; expected one of"],
    ['"\\u12"', "line 1, column 2: expected four hex digits after \\u"],
    ["1e999", "line 1, column 1: this number is too large; expected at most 1.79e308"],
    ["5 := 1", "line 1, column 1: expected a variable such as $x before :="],
    ["function(x){ 1 }", "line 1, column 10: got a name; expected a parameter such as $x"],
    ["rows{ a: 1 }[0]", "line 1, column 13: a predicate cannot follow a grouping"],
    ["(\n  $x := 1;\n  $x +\n)", 'line 4, column 1: got ")"; expected a value'],
  ])("%j is refused with its place and with what was expected", (text, message) => {
    expect(fault(text)).toContain(message);
  });

  test("the line is shown with a caret under the place, a long one in part", () => {
    expect(fault("(\n  $x := 1;\n  $y\n)")).toBe(
      "line 3, column 3: unknown variable or function $y; did you mean $x?\n      $y\n      ^",
    );
    const [, line, caret] = fault(`${"rows.a + ".repeat(30)}row.b`).split("\n");
    expect(line!.length).toBeLessThan(80);
    expect(line!.slice(caret!.indexOf("^"))).toMatch(/^row\.b/);
  });
});

describe("what JSONata has and an expression here has not", () => {
  test.each([
    ["/a+/", "regular expressions are left out: some never end. Use $contains"],
    ["$contains(rows.a, /a/)", "line 1, column 19: regular expressions are left out"],
    ["rows.a.%", "the parent operator is left out"],
    ["rows@$r.a", "joins (@) are left out"],
    ["rows#$i.a", "positions (#) are left out"],
    ["rows^(a)", "sorting is left out"],
    ["rows ~> | a | { } |", "the transform operator is left out"],
    ["$substring(?, 1)", "partial application is left out"],
    ["function($x)<n:n>{ $x }", "signatures of functions are left out"],
    ["$now()", "$now is left out: it depends on the time of evaluation"],
    ["$millis()", "$millis is left out"],
    ["$random() < 0.1", "a replay has to give the same. In a mapping take $sample(share)"],
    ["$shuffle(rows)", "$shuffle is left out"],
    ["$eval('1')", "$eval is left out"],
    ["$toMillis('2026-01-01')", "$toMillis is left out"],
    ["$pad(rows.a, 1000000000)", "$pad is left out"],
    ["( $e := $eval; $e('1') )", "$eval is left out"],
  ])("%s is refused with what to write instead", (text, message) => {
    expect(fault(text)).toContain(message);
  });
});

describe("names", () => {
  test.each([
    ["row.age", 'unknown name "row"; did you mean rows?'],
    ["rows.age > 1 and zebra", 'line 1, column 18: unknown name "zebra"; known here: rows, columns, and'],
    ["$sun(rows.a)", "unknown variable or function $sun; did you mean $sum?"],
    ["$zebrafish", "unknown variable or function $zebrafish; docs/rules.md lists the functions"],
    ["sum(rows.a)", "functions begin with a dollar sign: expected $sum(…)"],
    ["$abs(1, 2)", "line 1, column 9: $abs takes at most 1 argument; got 2"],
  ])("%s is refused", (text, message) => {
    expect(fault(text)).toContain(message);
  });

  test.each([
    "rows.anything.below",
    "rows[anything = 1].more",
    "rows.(zebra)",
    "$map(rows, function($r){ $r.zebra })",
    "( $x := rows; $x.zebra )",
    "and.x",
  ])("%s is accepted: what is not the document itself may have any name", (text) => {
    expect(compile(text).ok).toBe(true);
  });
});

describe("bounds of the text", () => {
  test("4,096 characters are accepted, one more is not", () => {
    expect(compile(`rows${" ".repeat(4092)}`).ok).toBe(true);
    expect(fault(`rows${" ".repeat(4093)}`)).toContain("has 4097 characters; expected at most 4096");
  });

  test.each([
    ["brackets", `${"(".repeat(65)}1${")".repeat(65)}`],
    ["signs", `${"-".repeat(65)}1`],
    ["conditions", "rows ? ".repeat(65)],
    ["sums", `1${"+1".repeat(150)}`],
    ["brackets that have no end", "[".repeat(4096)],
    // JSONata's own parser copies the left side of every ?? : 2^400 nodes of this.
    ["fallbacks inside each other", `${"(".repeat(400)}rows${" ?? 1)".repeat(400)}`],
  ])("too many %s inside each other are refused", (_, text) => {
    expect(fault(text)).toMatch(/expected at most \d+ (expressions|operations) inside each other/);
  });
});

describe("any text", () => {
  const sign = fc.constantFrom(
    ...".[]{}(),@#;:?+-*/%|=<>^&!~\"'`\\ \n".split(""),
    ...[
      "rows",
      "$x",
      "$",
      "$$",
      ":=",
      "??",
      "?:",
      "..",
      "**",
      "~>",
      "function",
      "and",
      "in",
      "1",
      "null",
      "/*",
    ],
  );
  const text = fc.oneof(
    fc.array(sign, { maxLength: 40 }).map((signs) => signs.join("")),
    fc.string({ unit: "binary", maxLength: 60 }),
  );

  test("is an expression or has a fault inside it", () => {
    fc.assert(
      fc.property(text, (given) => {
        const compiled = compile(given);
        if (compiled.ok) return;
        expect(compiled.fault.at).toBeGreaterThanOrEqual(0);
        expect(compiled.fault.at).toBeLessThanOrEqual(given.length);
        expect(compiled.fault.message.length).toBeLessThan(400);
      }),
      { seed: 7391, numRuns: 5000 },
    );
  });

  test("that is one gives a value or a reason, the same every time", () => {
    const document = { rows: [{ a: 1 }, { a: "x" }], columns: { a: null }, and: [] };
    fc.assert(
      fc.property(text, (given) => {
        const compiled = compile(given);
        if (!compiled.ok) return;
        const [once, again] = [1, 2].map(() => compiled.expression.evaluate(document));
        expect(once).toEqual(again);
      }),
      { seed: 7392, numRuns: 5000 },
    );
  });
});
