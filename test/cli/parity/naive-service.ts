/**
 * What the service writes for the rows that it has read, straight from its formulas (sums from left to right, Welford's deviation,
 * buckets by rank, the sketch as the rows came) and without any code of this program but its JSON printer. For few rows, whose distinct
 * counts its estimate gives exactly.
 */
import { renderJavaJson } from "../../../shared/statistics/java-json.ts";

type Cells = readonly (string | null)[];

export interface ServiceRun {
  readonly names: readonly string[];
  readonly rows: readonly Cells[];
}

const INTEGRAL = /^-?\d+$/;
const FRACTIONAL = /^-?\d+(?:\.\d+(?:[Ee][-+]?\d+)?|[Ee][-+]?\d+)$/;

type Type = "Integral" | "Fractional" | "String";

export function typeOf(cells: Cells): Type {
  const present = cells.filter((cell) => cell !== null);
  if (present.some((cell) => !INTEGRAL.test(cell) && !FRACTIONAL.test(cell))) return "String";
  return present.some((cell) => FRACTIONAL.test(cell)) ? "Fractional" : "Integral";
}

const columnOf = ({ rows }: ServiceRun, at: number): Cells => rows.map((row) => row[at] ?? null);

export function naiveStatistics(run: ServiceRun): string {
  return renderJavaJson({
    version: 0,
    dataset: { item_count: run.rows.length },
    features: run.names.map((name, at) => naiveColumn(name, columnOf(run, at))),
  });
}

function naiveColumn(name: string, cells: Cells) {
  const present = cells.filter((cell) => cell !== null);
  const inferred_type = typeOf(cells);
  const common = { num_present: present.length, num_missing: cells.length - present.length };
  const distinct = new Set(present).size;
  const completeness = present.length / cells.length;
  if (inferred_type === "String") {
    const buckets = [...new Set(present)].map((value) => ({
      value,
      count: present.filter((cell) => cell === value).length,
    }));
    const distribution = { categorical: { buckets } };
    return {
      name,
      inferred_type,
      string_statistics: { common, distinct_count: distinct, completeness, distribution },
    };
  }
  const values = present.map(Number);
  const sum = values.reduce((total, value) => total + value, 0);
  const numerical_statistics = {
    common,
    mean: sum / values.length,
    sum,
    std_dev: welford(values),
    min: Math.min(...values),
    max: Math.max(...values),
    approximate_num_distinct_values: distinct,
    completeness,
    distribution: { kll: naiveSketch(values) },
  };
  return { name, inferred_type, numerical_statistics };
}

function welford(values: readonly number[]): number {
  let [n, mean, m2] = [0, 0, 0];
  for (const value of values) {
    n += 1;
    const delta = value - mean;
    mean += delta / n;
    m2 += delta * (delta - delta / n);
  }
  return Math.sqrt(m2 / n);
}

function naiveSketch(values: readonly number[]) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const bound = (i: number) => low + ((high - low) * i) / 10;
  const below = (limit: number) => values.filter((value) => value < limit).length;
  const buckets = Array.from({ length: 10 }, (_, i) => ({
    lower_bound: bound(i),
    upper_bound: bound(i + 1),
    count:
      (i === 9 ? values.filter((value) => value <= bound(10)).length : below(bound(i + 1))) - below(bound(i)),
  }));
  return { buckets, sketch: { parameters: { c: 0.64, k: 2048 }, data: [values] } };
}

export function naiveConstraints(run: ServiceRun): string {
  return renderJavaJson({
    version: 0,
    features: run.names.map((name, at) => {
      const cells = columnOf(run, at);
      const present = cells.filter((cell) => cell !== null);
      const inferred_type = typeOf(cells);
      const completeness = present.length / cells.length;
      return inferred_type === "String"
        ? { name, inferred_type, completeness, string_constraints: { domains: [...new Set(present)] } }
        : {
            name,
            inferred_type,
            completeness,
            num_constraints: { is_non_negative: present.every((cell) => Number(cell) >= 0) },
          };
    }),
    monitoring_config: {
      evaluate_constraints: "Enabled",
      emit_metrics: "Enabled",
      datatype_check_threshold: 1,
      domain_content_threshold: 1,
      distribution_constraints: {
        perform_comparison: "Enabled",
        comparison_threshold: 0.1,
        comparison_method: "Robust",
        categorical_comparison_threshold: 0.1,
        categorical_drift_method: "LInfinity",
      },
    },
  });
}

/** A violation with the service's own text: two thirds of the values of a column have the expected type, and so on. */
export const violation = (feature_name: string, constraint_check_type: string, description: string) => ({
  feature_name,
  constraint_check_type,
  description,
});

export const typeText = (type: string, share: string) =>
  `Data type match requirement is not met. Expected data type: ${type}, Expected match: 100.0%. Observed: Only ${share}% of data is ${type}.`;
