import type { FeatureConstraints } from "../../constraints/constraints.ts";
import type { ColumnProfile } from "../../profile/column-profile.ts";

/**
 * One thing that a baseline's data say about its column. To add one: a file, and its line in `index.ts`; the
 * law suite then holds that what it suggests is true of the data it was suggested from.
 */
export interface ConstraintRule {
  readonly name: string;
  /** The part of the column's constraints that the rule knows; empty when it has nothing to say. */
  suggest(column: ColumnProfile, rows: number): Partial<Omit<FeatureConstraints, "name">>;
}
