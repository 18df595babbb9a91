import type { Distribution } from "./distribution.ts";
import type { DriftStatisticName } from "./statistic-names.ts";

/**
 * A distance between two distributions of one column. To add one: a file, its line in `index.ts` and its name;
 * the law suite then holds it (itself = 0, symmetric if it says so, undefined when empty, within range,
 * grows with a shift, a p-value that falls with it).
 */
export interface DriftStatistic {
  /** The name in monitor definitions and reports, as the field spells it. */
  readonly name: DriftStatisticName;
  /** What it measures, in one sentence, with its source. */
  readonly about: string;
  readonly appliesTo: readonly Distribution["kind"][];
  readonly symmetric: boolean;
  /** Smallest and largest possible value; a largest of infinity is never reached. */
  readonly range: readonly [number, number];
  /** Where no threshold is configured. */
  readonly defaultThreshold: number;
  /** `undefined` when either side is empty, or the two are of different kinds. */
  measure(current: Distribution, baseline: Distribution): number | undefined;
  /**
   * Chance, 0 to 1, that two samples of independent rows of one law are at least this far apart, where a law is known.
   * Neighbouring requests are alike, so that real traffic is this far apart more often: it orders findings, it does
   * not say how often one is false. `undefined` where `measure` is.
   */
  pValue?(current: Distribution, baseline: Distribution): number | undefined;
}
