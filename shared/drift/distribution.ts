/** How the values of a column lie: all that a drift statistic sees of it. Any profile can make one. */
export type Distribution = NumericDistribution | CategoricalDistribution;

export interface NumericDistribution {
  readonly kind: "numeric";
  /** Ascending. The same value may stand more than once. */
  readonly values: Float64Array;
  /** Weight of each value; they sum to `n`. */
  readonly weights: Float64Array;
  /** Rows behind the distribution. */
  readonly n: number;
  /** Largest error of a rank, as a share of `n` (0 while the sketch holds every value). */
  readonly rankError: number;
}

export interface CategoricalDistribution {
  readonly kind: "categorical";
  readonly counts: ReadonlyMap<string, number>;
  /** Rows behind the distribution, the ones outside `counts` included. */
  readonly n: number;
}
