/** What a detector says of a window, whoever it is: peers by their packages, fixed rules by formula. */

export interface ColumnVerdict {
  /** By the detector's own default. */
  readonly drifted: boolean;
  /** Its own number: a distance, or a p-value. */
  readonly score: number;
  readonly method: string;
  /** What it holds the score against. */
  readonly threshold: number;
  /**
   * The score on a scale on which all columns of the detector drift from 1 on, more drift is more, and any other limit
   * than 1 makes it as sensitive in all columns: see `strengthOf`.
   */
  readonly strength: number;
}

export interface WindowVerdict {
  /** Whether a column drifted: what somebody hears who has an alarm on every column. */
  readonly anyColumn: boolean;
  /** Whether the data set drifted, of detectors that know such a thing. */
  readonly dataSet?: boolean;
  /** Columns that cannot be judged, empty ones say, are not there. */
  readonly columns: Readonly<Record<string, ColumnVerdict>>;
}

interface Scale {
  readonly center?: number;
  readonly pValue?: boolean;
  /** A distance below the center is a drift as well. */
  readonly twoSided?: boolean;
}

/** Smaller p-values are as strong. */
const LEAST_P = 1e-300;

/**
 * Of a distance, how many thresholds it is; of limits learnt from a reference, how many times as far from its mean
 * (`center`) as the threshold; of a p-value ln p/ln threshold. A threshold without extent (a reference that never
 * varies) is passed by whatever differs at all.
 */
export function strengthOf(
  score: number,
  threshold: number,
  { center = 0, pValue = false, twoSided = false }: Scale = {},
): number {
  if (pValue) return Math.log(Math.max(score, LEAST_P)) / Math.log(threshold);
  const moved = twoSided ? Math.abs(score - center) : score - center;
  const limit = threshold - center;
  if (limit > 0) return moved / limit;
  return moved > 0 ? Number.POSITIVE_INFINITY : 0;
}

/** How strong the strongest column is: from which limit on a detector that alarms at any column stays silent. 0 of none. */
export function strongest({ columns }: WindowVerdict): number {
  return Math.max(0, ...Object.values(columns).map(({ strength }) => strength));
}

/** The same of a detector that alarms when a share of the columns, 0 to 1, drifted. */
export function strengthOfShare({ columns }: WindowVerdict, share: number): number {
  const strengths = Object.values(columns).map(({ strength }) => strength);
  const needed = Math.max(1, Math.ceil(share * strengths.length));
  return strengths.sort((a, b) => b - a)[needed - 1] ?? 0;
}

/** The name of the strongest column: the culprit that a report sorted by strength names first. */
export function culprit({ columns }: WindowVerdict): string | undefined {
  const entries = Object.entries(columns);
  return entries.reduce<(typeof entries)[number] | undefined>(
    (most, each) => (most === undefined || each[1].strength > most[1].strength ? each : most),
    undefined,
  )?.[0];
}
