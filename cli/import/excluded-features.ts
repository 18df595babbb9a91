import type { BaselineOutcome } from "./import-baseline.ts";

export interface ExcludedFeatures {
  /** Names of columns that are not judged. */
  readonly columns: readonly string[];
  /** Those of them that were given as a position. */
  readonly byPosition: readonly string[];
  /** Positions that no name is known for. */
  readonly unresolved: readonly string[];
}

/**
 * `ExcludeFeaturesAttribute`: "comma separated column indices of features or actual feature names" (SageMaker SDK,
 * EndpointInput). An index counts from 0 in the baseline's columns, unless a column is called so.
 */
export function excludedFeatures(
  attribute: string | undefined,
  baseline: BaselineOutcome | undefined,
): ExcludedFeatures {
  const names =
    baseline?.state === "copied" ? baseline.constraints.features.map((feature) => feature.name) : [];
  const columns: string[] = [];
  const byPosition: string[] = [];
  const unresolved: string[] = [];
  for (const part of (attribute ?? "").split(",").map((each) => each.trim())) {
    if (part === "") continue;
    const position = /^\d+$/.test(part) && !names.includes(part);
    const name = position ? names[Number(part)] : part;
    if (name === undefined) unresolved.push(part);
    else columns.push(name);
    if (position && name !== undefined) byPosition.push(name);
  }
  return { columns, byPosition, unresolved };
}
