import { type AlarmBudget, acceptedChance, returnMonths } from "../calibration/alarm-budget.ts";
import type { Calibration, ColumnCalibration } from "../calibration/calibration.ts";
import { type ChanceLaw, independentLaw, learntLaw, shortfallLaw } from "../calibration/chance-law.ts";
import { type ShareFamily, tallyValues } from "../calibration/column-tally.ts";
import { compareTallies } from "../calibration/compare-tallies.ts";
import type { ComparedShares } from "../calibration/compared-shares.ts";
import { type Cuts, cutsOf } from "../calibration/cuts.ts";
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
  readonly baseline: JudgedBaseline;
  /** Name in the window → name in the baseline, of renamed columns. */
  readonly origins: ReadonlyMap<string, string>;
  /** Length of the window, ISO 8601. */
  readonly scale: string;
  readonly budget: AlarmBudget;
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
  const known = definition.drift.calibration === "off" ? undefined : baseline.calibration;
  const learnt = learntCalibration(definition, baseline);
  const limits: CheckLimits = {
    drift: (column, sides) => driftLimit(learnt, column, sides, options),
    share: (column, check, share) => shareLimit(learnt, column, { family: FAMILY_OF[check], share }, options),
    sensitivity: (column, n, m) => sensitivityOf(learnt, column, { n, m }, options),
  };
  return known?.version === 1 ? firstLimits(known, limits, options) : limits;
}

function driftLimit(
  calibration: Calibration | undefined,
  column: JudgedColumn,
  { distance, current, baseline }: MeasuredSides,
  options: ChanceOptions,
): CheckLimit | undefined {
  if (current.kind !== baseline.kind) return undefined;
  const own = calibrated(calibration, column, options);
  const learnt = own?.cuts?.kind === current.kind ? own.laws[options.scale]?.values : undefined;
  if (learnt === undefined && !asksForChance(column, current.kind, options)) return undefined;
  const cuts = (learnt && own?.cuts) ?? cutsOf(baseline);
  const shares = compareTallies([
    { current: tallyValues(current, cuts), baseline: tallyValues(baseline, cuts) },
  ]);
  if (shares === undefined) return undefined;
  const seen = sensitivityOf(calibration, column, { n: current.n, m: baseline.n }, options);
  return {
    ...limitOf(distance, shares, {
      law: learnt ? learntLaw(learnt, options.baseline.slot) : independentLaw(current, baseline),
      family: "values",
      unseen: seen.smallestChange,
      cuts: isSensitive(column) ? undefined : cuts,
      options,
    }),
    from: learnt
      ? fromWindows(learnt, calibration!, options)
      : `of independent rows, ${current.n} against ${baseline.n}`,
  };
}

/** Where nothing was learnt: `Robust` of the constraints, whose thresholds have to decide; `Simple` is the bare threshold. */
function asksForChance({ config }: JudgedColumn, kind: Cuts["kind"], { definition }: ChanceOptions): boolean {
  const statistic = statisticForKind(driftStatisticNamed(definition.drift.statistic ?? "LInfinity"), kind);
  return config.method.comparison === "Robust" && isOnFileScale(statistic);
}

const isSensitive = ({ current, baseline }: JudgedColumn) =>
  (current?.sensitive ?? false) || (baseline?.sensitive ?? false);

function calibrated(
  calibration: Calibration | undefined,
  { name }: JudgedColumn,
  { origins }: ChanceOptions,
): ColumnCalibration | undefined {
  return calibration?.columns[origins.get(name) ?? name];
}

const fromWindows = ({ windows }: ShareLaw, { days }: Calibration, { baseline }: ChanceOptions) =>
  `learnt from ${windows} windows of ${days} days, ${slotInWords(baseline.slot)}`;

interface LimitOptions {
  readonly law: ChanceLaw;
  readonly family: ShareFamily;
  /** The limit of a difference that shows in no share at all. */
  readonly unseen: number;
  /** Undefined where values may not be told. */
  readonly cuts: Cuts | undefined;
  readonly options: ChanceOptions;
}

/** The difference at which one of the same shape reaches the accepted chance: nats grow as its square. */
function limitOf(
  difference: number,
  shares: ComparedShares,
  { law, family, unseen, cuts, options: { budget, scale } }: LimitOptions,
): Omit<CheckLimit, "from"> {
  const { chance, nats, at } = law.surprise(shares);
  const needed = law.natsAt(acceptedChance(budget, scale, family));
  const moved = cuts && movedShare(shares, cuts, at);
  return {
    limit: nats > 0 ? difference * Math.sqrt(needed / nats) : Math.max(difference, unseen),
    returnMonths: shortMonths(returnMonths(chance, budget, scale, family)),
    ...(moved === undefined ? {} : { moved }),
  };
}

function shareLimit(
  calibration: Calibration | undefined,
  column: JudgedColumn,
  { family, share }: { readonly family: ShareFamily; readonly share: MeasuredShare },
  options: ChanceOptions,
): CheckLimit {
  const { budget, scale } = options;
  const learnt = calibrated(calibration, column, options)?.laws[scale]?.[family];
  const law = learnt ? learntLaw(learnt, options.baseline.slot) : shortfallLaw;
  const { chance } = law.surprise(sharesOf(share, share.observed));
  const { n, m } = share;
  const against = Number.isFinite(m) ? `${m} of the baseline` : "the constraint";
  return {
    limit: largestShortfall(law, acceptedChance(budget, scale, family), share),
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
  column: JudgedColumn,
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
