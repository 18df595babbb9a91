import { type AlarmBudget, acceptedChance, returnMonths } from "../calibration/alarm-budget.ts";
import type { Calibration, ColumnCalibration } from "../calibration/calibration.ts";
import {
  type ChanceLaw,
  independentLaw,
  independentSharesLaw,
  learntLaw,
  shortfallLaw,
} from "../calibration/chance-law.ts";
import { type ShareFamily, tallyValues } from "../calibration/column-tally.ts";
import { compareTallies } from "../calibration/compare-tallies.ts";
import type { ComparedShares } from "../calibration/compared-shares.ts";
import { type Cuts, cutsOf } from "../calibration/cuts.ts";
import { grossShortfall } from "../calibration/gross-shortfall.ts";
import { movedShare } from "../calibration/moved-share.ts";
import type { ShareLaw } from "../calibration/share-law.ts";
import { rowsForChange, smallestChange } from "../calibration/smallest-change.ts";
import type {
  CheckLimit,
  CheckLimits,
  MeasuredShare,
  MeasuredSides,
  Sensitivity,
  ShareCheckName,
} from "../constraints/constraint-check.ts";
import { isOnFileScale } from "../constraints/drift-threshold.ts";
import type { JudgedColumn } from "../constraints/judged-columns.ts";
import { driftStatisticNamed } from "../drift/index.ts";
import { statisticForKind } from "../drift/statistic-for-kind.ts";
import { shortMonths } from "../report/once-in-words.ts";
import { slotInWords } from "../window/season-slot.ts";
import { firstLimits } from "./first-limits.ts";
import type { JudgedBaseline } from "./judge-window.ts";
import { learntCalibration } from "./learnt-calibration.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

export interface ChanceOptions {
  readonly definition: MonitorDefinition;
  readonly baseline: Omit<JudgedBaseline, "profile">;
  /** Name in the window → name in the baseline, of renamed columns. */
  readonly origins: ReadonlyMap<string, string>;
  /** Length of the window, ISO 8601. */
  readonly scale: string;
  readonly budget: AlarmBudget;
}

/** A distance and how surprising it is. */
export interface SurprisingDistance {
  readonly distance: number;
  readonly kind: Cuts["kind"];
  /** Rows of the window and of the baseline. */
  readonly n: number;
  readonly m: number;
  /** Chance, 0 to 1, that a window in which nothing changed is as far out, and the nats that it was read from. */
  readonly chance: number;
  readonly nats: number;
  /** The nats are of the values at the window's own level. */
  readonly atOwnLevel?: true | undefined;
}

const FAMILY_OF: Readonly<Record<ShareCheckName, ShareFamily>> = {
  completeness_check: "missing",
  data_type_check: "type",
  categorical_values_check: "unseen",
  non_negative_check: "negative",
};

/**
 * What chance explains, as the checks ask for it: how windows differ where the baseline has learnt it, otherwise what independent
 * rows differ by at these numbers. A limit is set where a difference of the same shape would use up the comparison's part of
 * the budget of false alarms, so that "beyond the limit" and "too surprising" are one. Undefined where Model Monitor's rules are asked for.
 */
export function chanceLimits(options: ChanceOptions): CheckLimits | undefined {
  const { definition, baseline } = options;
  if (definition.compatibility === "ModelMonitor") return undefined;
  const learnt = learntCalibration(definition, baseline);
  const limits: CheckLimits = {
    drift: (column, sides) => driftLimit(learnt, column, sides, options),
    share: (column, check, share) => shareLimit(learnt, column, { family: FAMILY_OF[check], share }, options),
    sensitivity: (column, n, m) => sensitivityOf(learnt, column, { n, m }, options),
  };
  const first = definition.drift.calibration === "on" ? baseline.calibration : undefined;
  return first?.version === 1 ? firstLimits(first, limits, options) : limits;
}

function driftLimit(
  calibration: Calibration | undefined,
  column: JudgedColumn,
  { distance, current, baseline }: MeasuredSides,
  options: ChanceOptions,
): CheckLimit | undefined {
  if (current.kind !== baseline.kind) return undefined;
  const own = calibrated(calibration, column, options);
  const learnt = lawOfValues(own, current.kind, options);
  if (learnt === undefined && !asksForChance(column, current.kind, options)) return undefined;
  const cuts = (learnt && own?.cuts) ?? cutsOf(baseline);
  const shares = compareTallies([
    { current: tallyValues(current, cuts), baseline: tallyValues(baseline, cuts) },
  ]);
  if (shares === undefined) return undefined;
  const law = learnt ? learntLaw(learnt, options.baseline.slot) : independentLaw(current, baseline);
  const found = law.surprise(shares);
  const { chance, nats, atLevel } = found;
  const moved = isSensitive(column) ? undefined : movedShare(shares, cuts, found);
  const surprise: SurprisingDistance = {
    distance,
    kind: current.kind,
    n: current.n,
    m: baseline.n,
    chance,
    nats,
    ...(atLevel && { atOwnLevel: true }),
  };
  return {
    ...limitOf(calibration, column, surprise, options),
    ...(moved === undefined ? {} : { moved }),
  };
}

/** The law that was learnt of a column's values of that kind; undefined where none was. */
const lawOfValues = (own: ColumnCalibration | undefined, kind: Cuts["kind"], { scale }: ChanceOptions) =>
  own?.cuts?.kind === kind ? own.laws[scale]?.values : undefined;

/** A column as far as its limits ask for it. */
type NamedColumn = Pick<JudgedColumn, "name">;

/** The difference at which one of the same shape reaches the accepted chance: nats grow as its square. */
function limitOf(
  calibration: Calibration | undefined,
  column: NamedColumn,
  { distance, kind, n, m, chance, nats, atOwnLevel }: SurprisingDistance,
  options: ChanceOptions,
): CheckLimit {
  const { budget, scale } = options;
  const learnt = lawOfValues(calibrated(calibration, column, options), kind, options);
  const law = learnt ? learntLaw(learnt) : independentSharesLaw;
  const accepted = acceptedChance(budget, scale, "values");
  // What shows in no share at all is as far as the smallest change that would.
  const limit =
    nats > 0
      ? distance * Math.sqrt(law.natsAt(accepted, atOwnLevel) / nats)
      : Math.max(distance, sensitivityOf(calibration, column, { n, m }, options).smallestChange);
  return {
    limit,
    returnMonths: shortMonths(returnMonths(chance, budget, scale, "values")),
    chance,
    nats,
    ...(atOwnLevel && { atOwnLevel }),
    from: learnt ? fromWindows(learnt, calibration!, options) : `of independent rows, ${n} against ${m}`,
  };
}

/**
 * The limit of a distance whose chance is known, under another budget: what `chanceLimits` says of the two sides that it was measured
 * between. Not of a calibration before 0.3, which knows limits alone.
 */
export const limitOfSurprise = (
  column: NamedColumn,
  surprise: SurprisingDistance,
  options: ChanceOptions,
): CheckLimit => limitOf(learntCalibration(options.definition, options.baseline), column, surprise, options);

/** Where nothing was learnt: `Robust` of the constraints, whose thresholds have to decide; `Simple` is the bare threshold. */
function asksForChance({ config }: JudgedColumn, kind: Cuts["kind"], { definition }: ChanceOptions): boolean {
  const statistic = statisticForKind(driftStatisticNamed(definition.drift.statistic ?? "LInfinity"), kind);
  return config.method.comparison === "Robust" && isOnFileScale(statistic);
}

const isSensitive = ({ current, baseline }: JudgedColumn) =>
  (current?.sensitive ?? false) || (baseline?.sensitive ?? false);

function calibrated(
  calibration: Calibration | undefined,
  { name }: NamedColumn,
  { origins }: ChanceOptions,
): ColumnCalibration | undefined {
  return calibration?.columns[origins.get(name) ?? name];
}

const fromWindows = ({ windows }: ShareLaw, { days }: Calibration, { baseline }: ChanceOptions) =>
  `learnt from ${windows} windows of ${days} days, ${slotInWords(baseline.slot, baseline.holiday)}`;

function shareLimit(
  calibration: Calibration | undefined,
  column: NamedColumn,
  { family, share }: { readonly family: ShareFamily; readonly share: MeasuredShare },
  options: ChanceOptions,
): CheckLimit {
  const { budget, scale } = options;
  const learnt = calibrated(calibration, column, options)?.laws[scale]?.[family];
  const law = learnt ? learntLaw(learnt, options.baseline.slot) : shortfallLaw;
  const { chance } = law.surprise(sharesOf(share, share.observed));
  const { expected, n, m } = share;
  const largest = largestShortfall(law, acceptedChance(budget, scale, family), share);
  const against = Number.isFinite(m) ? `${m} of the baseline` : "the constraint";
  return {
    limit: learnt ? Math.min(largest, grossShortfall(expected, learnt.most)) : largest,
    returnMonths: shortMonths(returnMonths(chance, budget, scale, family)),
    from: learnt
      ? fromWindows(learnt, calibration!, options)
      : `of independent rows, ${n} against ${against}`,
  };
}

/** The share that is not as expected, as its family counts it. */
const sharesOf = ({ expected, n, m }: MeasuredShare, observed: number): ComparedShares => ({
  trials: n,
  baselineTrials: m,
  observed: [1 - observed],
  expected: [1 - expected],
});

/** The shortfall that reaches the accepted chance, to a millionth: what is missing of a share that has none is counted, not squared. */
function largestShortfall(law: ChanceLaw, accepted: number, share: MeasuredShare): number {
  let [low, high] = [0, share.expected];
  while (high - low > 1e-6 * share.expected) {
    const middle = (low + high) / 2;
    if (law.surprise(sharesOf(share, share.expected - middle)).chance > accepted) low = middle;
    else high = middle;
  }
  return high;
}

function sensitivityOf(
  calibration: Calibration | undefined,
  column: NamedColumn,
  { n, m }: { readonly n: number; readonly m: number },
  options: ChanceOptions,
): Sensitivity {
  const law = calibrated(calibration, column, options)?.laws[options.scale]?.values;
  const chance = acceptedChance(options.budget, options.scale, "values");
  return {
    smallestChange: smallestChange({ law, n, m, chance }),
    // Of sampling alone: where windows of any size differ as much, more rows would not do.
    rowsFor: (change) => rowsForChange(change, { m, chance }),
  };
}
