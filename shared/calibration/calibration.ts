import type { ShareFamily } from "./column-tally.ts";
import type { Cuts } from "./cuts.ts";
import type { CorrelationCalibration } from "./learn-correlations.ts";
import type { ShareLaw } from "./share-law.ts";

/** What the windows of a baseline say of one column while nothing changes. */
export interface ColumnCalibration {
  /** Absent where the baseline has no value of the column. */
  readonly cuts?: Cuts;
  /** By scale (ISO 8601) and family; a scale with too few spans has none. */
  readonly laws: Readonly<Record<string, Readonly<Partial<Record<ShareFamily, ShareLaw>>>>>;
}

/** `calibration.json`. */
export interface Calibration {
  readonly version: 2;
  /** Windows under this many rows were not used, and are not judged. */
  readonly minRows: number;
  readonly windows: number;
  readonly days: number;
  readonly columns: Readonly<Record<string, ColumnCalibration>>;
  /** Of pairs of numeric columns; absent where there are none, and in baselines of before 0.3. */
  readonly correlations?: CorrelationCalibration;
}
