/**
 * `constraints.json` of Model Monitor's data quality monitor: what the columns of a healthy window look
 * like. Field names are AWS's. Unknown keys are kept, so that a file survives being read and written.
 */
import * as v from "valibot";
import type { InferredType } from "../profile/type-counts.ts";
import { parseFileShape } from "../statistics/parse-file-shape.ts";

/** Types of a column. AWS documents all but `Boolean`, which Deequ prints and is treated like `String`. */
const INFERRED_TYPES = [
  "Integral",
  "Fractional",
  "String",
  "Boolean",
  "Unknown",
] as const satisfies readonly InferredType[];

const SHARE = "expected a number from 0 to 1";
const share = v.pipe(v.number(SHARE), v.minValue(0, SHARE), v.maxValue(1, SHARE));
/** Other statistics than L-infinity have thresholds above 1. */
const distance = v.pipe(
  v.number("expected a number of at least 0"),
  v.minValue(0, "expected a number of at least 0"),
);
const onOff = v.picklist(["Enabled", "Disabled"], 'expected "Enabled" or "Disabled"');

const distributionConstraints = v.looseObject({
  perform_comparison: v.optional(onOff),
  comparison_threshold: v.optional(distance),
  comparison_method: v.optional(v.picklist(["Robust", "Simple"], 'expected "Robust" or "Simple"')),
  categorical_comparison_threshold: v.optional(distance),
  categorical_drift_method: v.optional(
    v.picklist(["LInfinity", "ChiSquared"], 'expected "LInfinity" or "ChiSquared"'),
  ),
});

const monitoringConfig = v.looseObject({
  evaluate_constraints: v.optional(onOff),
  emit_metrics: v.optional(onOff),
  datatype_check_threshold: v.optional(share),
  domain_content_threshold: v.optional(share),
  distribution_constraints: v.optional(distributionConstraints),
});

/** Documentation and SDK spell it differently, and the SDK writes it inside `string_constraints`. */
const overrides = {
  monitoringConfigOverrides: v.optional(monitoringConfig),
  monitoring_config_overrides: v.optional(monitoringConfig),
};

const feature = v.looseObject({
  name: v.pipe(v.string(), v.minLength(1, "expected the name of a column")),
  inferred_type: v.picklist(INFERRED_TYPES, `expected one of ${INFERRED_TYPES.join(", ")}`),
  completeness: v.optional(share),
  num_constraints: v.optional(v.looseObject({ is_non_negative: v.optional(v.boolean()), ...overrides })),
  string_constraints: v.optional(v.looseObject({ domains: v.optional(v.array(v.string())), ...overrides })),
  ...overrides,
});

const constraints = v.looseObject({
  version: v.optional(v.number(), 0),
  features: v.pipe(
    v.array(feature),
    v.check(
      (features) => new Set(features.map(({ name }) => name)).size === features.length,
      "expected every column once",
    ),
  ),
  monitoring_config: v.optional(monitoringConfig),
});

export type MonitoringConfig = v.InferOutput<typeof monitoringConfig>;
export type FeatureConstraints = v.InferOutput<typeof feature>;
/** `constraints.json`; the order of `features` is the order of the columns. */
export type Constraints = v.InferOutput<typeof constraints>;

/** What the service writes into every file it suggests (real files of 2021 to 2025). */
export const STOCK_MONITORING_CONFIG = {
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
} as const satisfies MonitoringConfig;

/** Constraints from parsed JSON. Throws `UnusableInput` that says where, what came and what was expected. */
export function parseConstraints(json: unknown, source = "constraints.json"): Constraints {
  return parseFileShape(
    constraints,
    json,
    source,
    "Correct these fields, or suggest new constraints with: plumbline suggest-baseline",
  );
}
