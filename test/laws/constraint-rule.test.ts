/** What every rule that suggests a constraint promises; a new one is held by its line in the registry. */
import { describe, expect, test } from "vitest";
import { constraintRules } from "../../shared/baseline/rules/index.ts";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import { checkConstraints } from "../../shared/constraints/check-constraints.ts";
import { parseConstraints } from "../../shared/constraints/constraints.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import { baselineOf, contextOf } from "../constraints/contexts.ts";
import { profileOf } from "../constraints/profiles.ts";
import { randomTable, SENSITIVE } from "./random-table.ts";

const CASES = [1, 2, 3, 4, 5].flatMap((seed) => [1, 3, 40, 700].map((rows) => ({ seed, rows })));

describe.each(constraintRules.map((rule) => [rule.name, rule] as const))("the rule %s", (_, rule) => {
  test("has nothing to forbid in an empty data set", () => {
    for (const column of profileOf({}).columns) expect(rule.suggest(column, 0)).toEqual({});
  });

  test.each(CASES)("suggests what is true of its own data (seed $seed, $rows rows)", ({ seed, rows }) => {
    const profile = profileOf(randomTable(seed, rows), SENSITIVE);
    const features = profile.columns.map((column) => ({
      name: column.name,
      inferred_type: column.types.inferredType(),
      ...rule.suggest(column, profile.rows),
    }));
    const baseline = baselineOf(profile, { constraints: { version: 0, features } });
    expect(checkConstraints(contextOf(profile, baseline)).findings, `seed ${seed}, ${rows} rows`).toEqual([]);
  });

  test("says nothing of a sensitive column's values", () => {
    const profile = profileOf({ secret: ["canary-5b1", "canary-5b1"], salary: ["987654", "5"] }, SENSITIVE);
    const said = JSON.stringify(profile.columns.map((column) => rule.suggest(column, profile.rows)));
    expect(said).not.toMatch(/canary|98765|non_negative|domains/);
  });
});

test("names of rules are unique", () => {
  expect(new Set(constraintRules.map(({ name }) => name)).size).toBe(constraintRules.length);
});

test.each(CASES)(
  "suggested constraints survive being written and read (seed $seed, $rows rows)",
  ({ seed, rows }) => {
    const constraints = suggestConstraints(profileOf(randomTable(seed, rows), SENSITIVE));
    expect(parseConstraints(JSON.parse(renderJavaJson(constraints))), `seed ${seed}`).toEqual(constraints);
  },
);
