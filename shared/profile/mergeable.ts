/**
 * The contract of everything that is summarized piece by piece: the summary of a whole is the merge of
 * the summaries of its parts, in any grouping. Counts are exact; sketches keep their stated error.
 * Merging in the same order gives the same bytes.
 */
export interface Mergeable<Self> {
  /** Takes `other` in. `other` is not used afterwards and is left unchanged. */
  merge(other: Self): void;
}
