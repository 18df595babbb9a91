import {
  type Constraints,
  type FeatureConstraints,
  STOCK_MONITORING_CONFIG,
} from "../constraints/constraints.ts";
import type { ColumnProfile } from "../profile/column-profile.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { constraintRules } from "./rules/index.ts";

/**
 * The constraints that every column of a data set fulfils, in the columns' order, with the monitoring
 * configuration that Model Monitor writes (drift threshold 0.1). Nothing of a sensitive column's values is
 * in them.
 */
export function suggestConstraints(profile: Pick<DatasetProfile, "rows" | "columns">): Constraints {
  return {
    version: 0,
    features: profile.columns.map((column) => suggestForColumn(column, profile.rows)),
    monitoring_config: structuredClone(STOCK_MONITORING_CONFIG),
  };
}

function suggestForColumn(column: ColumnProfile, rows: number): FeatureConstraints {
  const feature: FeatureConstraints = { name: column.name, inferred_type: "Unknown" };
  return Object.assign(feature, ...constraintRules.map((rule) => rule.suggest(column, rows)));
}
