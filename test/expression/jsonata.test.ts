/** What an expression means is JSONata's to say: the library (2.2.2) is asked about the same texts and documents. */
import fc from "fast-check";
import jsonata from "jsonata";
import { describe, expect, test } from "vitest";
import { compileExpression } from "../../shared/expression/compile-expression.ts";
import { builtins } from "../../shared/expression/functions/index.ts";
import { DOCUMENT, randomExpression } from "./random-expression.ts";

const names = [...Object.keys(DOCUMENT), "b", "c", "d", "e", "n", "missing"];

type Outcome = { readonly value: unknown } | "a fault";

/** The value as JSON, so that the library's marks on lists do not count; functions are one. */
function plain(value: unknown): unknown {
  const isFunction = (each: unknown) =>
    typeof each === "function" ||
    (typeof each === "object" && each !== null && ("body" in each || "parameters" in each));
  const text = JSON.stringify(value, (_, each: unknown) => (isFunction(each) ? "a function" : each));
  return text === undefined ? undefined : JSON.parse(text);
}

function ours(text: string): Outcome | undefined {
  const compiled = compileExpression(text, { names, builtins });
  if (!compiled.ok) return undefined;
  const evaluated = compiled.expression.evaluate(structuredClone(DOCUMENT));
  // JSONata hands infinity on from one operator to a comparison; we stop.
  if (!evaluated.ok) return evaluated.reason.includes("infinite") ? undefined : "a fault";
  return { value: plain(evaluated.value) };
}

async function theirs(text: string): Promise<Outcome | undefined> {
  try {
    return { value: plain(await jsonata(text).evaluate(structuredClone(DOCUMENT))) };
  } catch (fault) {
    // Its lexer takes a division behind `[]` for a regular expression.
    return (fault as { code?: string }).code === "S0302" ? undefined : "a fault";
  }
}

describe("an expression", () => {
  test("gives what JSONata gives, or a fault where JSONata has one", { timeout: 120_000 }, async () => {
    let compared = 0;
    let faults = 0;
    await fc.assert(
      fc.asyncProperty(randomExpression, async (text) => {
        const [mine, other] = [ours(text), await theirs(text)];
        if (mine === undefined || other === undefined) return;
        expect(mine, text).toEqual(other);
        compared += 1;
        if (mine === "a fault") faults += 1;
      }),
      { seed: 7391, numRuns: 4000 },
    );
    // The generator makes texts that say something: most are compared, most of those have a value.
    expect(compared).toBeGreaterThan(3000);
    expect(faults).toBeLessThan(compared / 3);
  });

  // docs.jsonata.org: "Simple queries", "Sorting, grouping and aggregation", "Function library".
  test.each([
    "$sum(list.(b * 2))",
    'list[c = "x"].b',
    "list{ c: $sum(b) }",
    "list.{ c: b }",
    "$merge(list.{ c: b })",
    "$map(list, function($row, $index){ $row.b & $index })",
    "( $twice := function($x){ $x * 2 }; a.b ~> $twice ~> $string )",
    "( $f := function($n){ $n <= 1 ? 1 : $n * $f($n - 1) }; $f(10) )",
    'text ~> $split(",")',
    "$round(12.345, 2) & $round(-2.5) & $round(1234, -2)",
    '$string({ "x": 0.1 + 0.2 })',
    'a."b"',
    "a.`b`",
    "one.b[]",
    "list.d",
    "list.d[0]",
    "list[-1].b",
    "$count(list.d)",
    "$substring(word, 5)",
    "$length(word)",
    "[a.b, [a.b], list.b]",
    "list.[b, c]",
    "matrix",
    "matrix.$sum($)",
    "/* a comment */ a.b",
    "a.b in [1, 2]",
    "none ? 1 : 2",
    "$exists(nothing)",
    "five",
    "$distinct(list.b)",
    "$number('0x1F')",
    "$keys(list)",
    "$spread(a.e)",
    "yes and missing",
  ])("%s", async (text) => {
    const mine = ours(text);
    expect(mine).toBeDefined();
    expect(mine).toEqual(await theirs(text));
  });
});
