/** Rows whose columns depend on each other while each of them, looked at by itself, is standard normal and stays so. */
import { normalDraws } from "./draws.ts";
import { type Wander, wandering } from "./streams.ts";

export interface CorrelatedLaw {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  /** How what a column has in common with the others wanders from hour to hour, on Fisher's scale. */
  readonly wander?: Wander;
}

/** What becomes of how columns depend on each other. */
export interface CorrelationChange {
  readonly name: string;
  /** What the column `changed` has in common with the others from now on, −1 to 1. */
  readonly loading?: number;
  /** Correlation of the two last columns, which have nothing in common with any other. */
  readonly together?: number;
}

export interface CorrelatedStream {
  readonly names: readonly string[];
  readonly rowsAnHour: number;
  /** A third of the columns has this much in common with one hidden cause, a third half as much, and the others nothing. */
  readonly loadings: readonly number[];
  /** Rows of hour `t`, by column. */
  rows(t: number, change?: CorrelationChange): Float64Array[];
}

/** Pairs of the first third are correlated by 0.81, those of the second by 0.2, and between the two by 0.41. */
const LOADINGS = [0.9, 0.45, 0];
/** The column that loses what it had in common. */
export const CHANGED = 0;

/** One hidden cause (Spearman 1904): x = λ·f + √(1 − λ²)·e. */
export function correlatedStream(
  { columns, rows: rowsAnHour, wander }: CorrelatedLaw,
  random: () => number,
): CorrelatedStream {
  const normal = normalDraws(random);
  const loadings = Array.from(
    { length: columns },
    (_, at) => LOADINGS[Math.floor((LOADINGS.length * at) / columns)]!,
  );
  const wanderings = loadings.map(() => wander && wandering(wander, normal, random));
  const loadingAt = (t: number, at: number, { loading }: Partial<CorrelationChange>) => {
    const usual = at === CHANGED && loading !== undefined ? loading : loadings[at]!;
    const own = wanderings[at];
    return own && usual !== 0 ? Math.tanh(Math.atanh(usual) + wander!.sd * own[t]!) : usual;
  };
  return {
    names: loadings.map((_, at) => `number_${at}`),
    rowsAnHour,
    loadings,
    rows(t, change = { name: "none" }) {
      const cause = Float64Array.from({ length: rowsAnHour }, normal);
      const drawn = loadings.map((_, at) => mixed(cause, loadingAt(t, at, change), normal));
      if (change.together !== undefined)
        drawn[columns - 1] = mixed(drawn[columns - 2]!, change.together, normal);
      return drawn;
    },
  };
}

/** As much of another column as this, and for the rest its own. */
function mixed(other: Float64Array, share: number, normal: () => number): Float64Array {
  const rest = Math.sqrt(1 - share * share);
  const values = new Float64Array(other.length);
  for (let row = 0; row < values.length; row++) values[row] = share * other[row]! + rest * normal();
  return values;
}
