/** Runs of the service on public data: the same rows give the same violations (spec A2, A4, A7). */
import { describe, expect, test } from "vitest";
import { checkConstraints } from "../../shared/constraints/check-constraints.ts";
import { parseConstraints } from "../../shared/constraints/constraints.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { parseStatistics } from "../../shared/statistics/statistics.ts";
import { readReal, realFilesPresent } from "../statistics/real-files.ts";
import { baselineOf, contextOf } from "./contexts.ts";
import { profileOf, profileOfCsv } from "./profiles.ts";

interface ServiceViolation {
  readonly feature_name: string;
  readonly constraint_check_type: string;
  readonly description: string;
}

/** The violations of a window as Model Monitor would print them, by column. */
function violationsOf(
  window: DatasetProfile,
  constraintsFile: string,
  statisticsFile: string,
): ServiceViolation[] {
  const baseline = baselineOf(profileOf({}), {
    constraints: parseConstraints(JSON.parse(readReal(constraintsFile))),
    statistics: parseStatistics(JSON.parse(readReal(statisticsFile))),
  });
  const { findings } = checkConstraints(contextOf(window, baseline, { compat: true }));
  return byColumn(
    findings.map(({ column, check, description }) => ({
      feature_name: column,
      constraint_check_type: check,
      description,
    })),
  );
}

const byColumn = (violations: readonly ServiceViolation[]) =>
  [...violations].sort((a, b) => (a.feature_name < b.feature_name ? -1 : 1));
const expected = (file: string) =>
  byColumn((JSON.parse(readReal(file)) as { violations: ServiceViolation[] }).violations);

describe.skipIf(!realFilesPresent("runs of the service"))("runs of the service", () => {
  test("two rows of housing have the service's four violations and no drift", () => {
    // The service goes by position and knows no names in captured rows: so are these.
    const rows = profileOfCsv(readReal("boston-packt/run.reconstructed.csv").replace(/^.*\n/, ""), {
      header: false,
    });
    expect(violationsOf(rows, "boston-packt/constraints.json", "boston-packt/statistics.json")).toEqual(
      expected("boston-packt/run.constraint_violations.json"),
    );
  });

  test("four rows of scores have the service's one violation, and none for a negative value", () => {
    const rows = profileOfCsv(readReal("scores-packt/run.reconstructed.csv"));
    const edited = "scores-packt/run.baseline_constraints.edited.json";
    expect(violationsOf(rows, edited, "scores-packt/baseline.statistics.json")).toEqual(
      expected("scores-packt/run.constraint_violations.json"),
    );
  });

  test("churn requests with a prediction in front have the service's sixty violations, all of type", () => {
    const baseline = baselineOf(profileOfCsv(readReal("churn-examples/training-dataset-with-header.csv")));
    const inputs = readReal("churn-examples/test-dataset-input-cols.csv").trim().split(/\r?\n/);
    const rows = inputs.map((line, i) => `0.0${1 + (i % 9)}${i},${line}`).join("\n");
    const { findings } = checkConstraints(
      contextOf(profileOfCsv(rows, { header: false }), baseline, { compat: true }),
    );
    const { violations, constraint_check_type } = JSON.parse(readReal("churn-examples/run.expected.json"));
    expect(findings).toHaveLength(violations);
    expect(new Set(findings.map(({ check }) => check))).toEqual(new Set([constraint_check_type]));
  });
});
