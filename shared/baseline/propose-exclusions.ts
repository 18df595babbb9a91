import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { ColumnEvidence, ExclusionRule } from "./exclusions/exclusion-rule.ts";
import { exclusionRules } from "./exclusions/index.ts";
import { RowSample } from "./row-sample.ts";

export interface ExclusionInput {
  readonly whole: DatasetProfile;
  /** The same rows by window, in the order of time. */
  readonly windows: readonly DatasetProfile[];
  /** Some of the same rows, in their order. */
  readonly sample?: RowSample;
}

/** A column that should not be judged, and why, in a sentence with its numbers. */
export interface ProposedExclusion {
  readonly column: string;
  readonly reason: string;
}

/** Values that a window needs to say anything of a column: of fewer, a rare value is one of a kind. */
const WINDOW_VALUES = 20;

/** Columns that would drift although nothing is wrong, in the data set's order, by the first rule that has a reason. */
export function proposeExclusions({
  whole,
  windows,
  sample = new RowSample(),
}: ExclusionInput): ProposedExclusion[] {
  const rules: readonly ExclusionRule[] = exclusionRules;
  const { times } = sample;
  const spanMs = times.length === 0 ? 0 : Math.max(...times) - Math.min(...times);
  return whole.columns.flatMap((column) => {
    const { name } = column;
    const evidence: ColumnEvidence = {
      whole: column,
      windows: windows
        .map((window) => window.column(name))
        .filter((part) => part !== undefined)
        .filter((part) => part.types.present >= WINDOW_VALUES),
      sampled: sample.column(name),
      spanMs,
    };
    for (const rule of rules) {
      const reason = rule.reason(evidence);
      if (reason !== undefined) return [{ column: name, reason }];
    }
    return [];
  });
}
