/** `calibration.json` of releases before 0.3: a limit per column, in multiples of the spread that sampling gives a distance. */

export interface FirstCalibration {
  readonly version: 1;
  /** The drift statistic that the limits are of. */
  readonly statistic: string;
  readonly minRows: number;
  readonly windows: number;
  readonly days: number;
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly drift?: LearntLimit;
        /** Largest shortfall, 0 to 1, that the baseline's own windows explain, by check. */
        readonly shares: Readonly<Record<string, LearntShare | undefined>>;
      }
    >
  >;
}

interface LearntLimit {
  readonly multiple: number;
  /** Variance between windows on top of sampling. */
  readonly variance: number;
  readonly windows: number;
  readonly days: number;
}

interface LearntShare {
  readonly limit: number;
  readonly windows: number;
  readonly days: number;
}

/** A limit of the distance of `n` against `m` rows, in the statistic's own unit. */
export const firstLimit = ({ multiple, variance }: LearntLimit, n: number, m: number) =>
  multiple * Math.sqrt(1 / n + 1 / m + variance);
