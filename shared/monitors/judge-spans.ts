/**
 * Longer spans that end with a window: six hours, a day, a week. Small changes show where more rows are together, and an
 * endpoint of few requests has enough of them at all. Counts at the cuts of a column add, so a span is compared with its
 * windows' own season slots, in the proportion in which their rows came.
 */
import { type AlarmBudget, acceptedChance, returnMonths } from "../calibration/alarm-budget.ts";
import type { Calibration, ColumnCalibration } from "../calibration/calibration.ts";
import { type ChanceLaw, independentSharesLaw, learntLaw, shortfallLaw } from "../calibration/chance-law.ts";
import { SHARE_FAMILIES, type ShareFamily, tallyColumn } from "../calibration/column-tally.ts";
import { compareTallies, type TallyPair } from "../calibration/compare-tallies.ts";
import type { ComparedShares } from "../calibration/compared-shares.ts";
import { type Cuts, cutsOf } from "../calibration/cuts.ts";
import { movedShare } from "../calibration/moved-share.ts";
import type { PairSums, WindowPairs } from "../calibration/pair-sums.ts";
import type { ShareLaw, Surprise } from "../calibration/share-law.ts";
import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import { driftThreshold, type ThresholdsAsked } from "../constraints/drift-threshold.ts";
import type { FeatureConfig } from "../constraints/feature-config.ts";
import { type JudgedColumn, judgedColumns } from "../constraints/judged-columns.ts";
import { lInfinity } from "../drift/l-infinity.ts";
import { shortMonths } from "../report/once-in-words.ts";
import { type PairsToJudge, pairColumns, windowPairs } from "./judge-pairs.ts";
import type { RecordedSpan, SpanDifference, SpanDifferences } from "./recorded-columns.ts";
import { describeSpanFinding, SPAN_CHECKS } from "./span-finding.ts";

/** A window of a span beside the baseline of its season slot. */
export interface SpanWindow {
  readonly context: CheckContext;
  readonly slot: string;
}

/** What the windows of a span counted, column by column. */
export interface SpanTallies {
  /** ISO 8601. */
  readonly scale: string;
  /** Windows that the span has, and of how many something is known. */
  readonly of: number;
  readonly windows: number;
  readonly rows: number;
  readonly columns: ReadonlyMap<string, SpanColumn>;
  readonly pairs: PairsToJudge;
}

interface SpanColumn {
  readonly column: JudgedColumn;
  readonly cuts: Cuts | undefined;
  readonly pairs: Readonly<Record<ShareFamily, TallyPair[]>>;
}

/** Gathers the windows of one span; each may be forgotten when it was added. */
export class SpanTally {
  readonly #columns = new Map<string, SpanColumn>();
  readonly #baselines = new Map<string, ReturnType<typeof tallyColumn>>();
  readonly #learnt: Pick<Calibration, "columns" | "correlations"> | undefined;
  /** Whose pairs are gathered: those of the first window, where nothing is learnt. */
  #pairNames: readonly string[] | undefined;
  readonly #pairs: WindowPairs[] = [];
  /** By season slot. */
  readonly #pairsBefore = new Map<string, PairSums>();
  #windows = 0;
  #rows = 0;

  constructor(learnt?: Pick<Calibration, "columns" | "correlations">) {
    this.#learnt = learnt;
    this.#pairNames = learnt?.correlations?.columns;
  }

  add({ context, slot }: SpanWindow): void {
    this.#windows++;
    this.#rows += context.current.rows;
    for (const column of judgedColumns(context)) this.#addColumn(column, context, slot);
    this.#addPairs(context, slot);
  }

  tallies(scale: string, of: number): SpanTallies {
    return {
      scale,
      of,
      windows: this.#windows,
      rows: this.#rows,
      columns: this.#columns,
      pairs: { columns: this.#pairNames ?? [], windows: this.#pairs },
    };
  }

  #addPairs(context: CheckContext, slot: string): void {
    const columns = pairColumns(context, this.#pairNames);
    this.#pairNames ??= columns.map((column) => column!.name);
    const pairs = windowPairs(context, columns, this.#pairsBefore.get(slot));
    this.#pairsBefore.set(slot, pairs.before);
    this.#pairs.push(pairs);
  }

  #addColumn(column: JudgedColumn, { current, baseline }: CheckContext, slot: string): void {
    const { name, feature } = column;
    if (column.current === undefined || column.baseline === undefined) return;
    const known = this.#columns.get(name) ?? this.#open(column);
    const options = { cuts: known.cuts, feature };
    const now = tallyColumn(column.current, current.rows, options);
    const key = `${slot}\0${name}`;
    const before = this.#baselines.get(key) ?? tallyColumn(column.baseline, baseline.profile.rows, options);
    this.#baselines.set(key, before);
    for (const family of SHARE_FAMILIES) {
      const pair = { current: now[family], baseline: before[family] };
      if (pair.current && pair.baseline) known.pairs[family].push(pair as TallyPair);
    }
  }

  #open(column: JudgedColumn): SpanColumn {
    const distribution = column.baseline!.distribution();
    const cuts = this.#learnt?.columns[column.name]?.cuts ?? (distribution && cutsOf(distribution));
    const pairs = { values: [], missing: [], type: [], unseen: [], negative: [] };
    const opened = { column, cuts, pairs };
    this.#columns.set(column.name, opened);
    return opened;
  }
}

/** How a span is judged. */
export interface SpanRules {
  /** Of the window that ends the span: thresholds and statistic are the same for all. */
  readonly context: CheckContext;
  readonly calibrations: Readonly<Record<string, ColumnCalibration>> | undefined;
  readonly days: number;
  readonly budget: AlarmBudget;
  /** Spans of fewer rows say nothing. */
  readonly minRows: number;
}

export interface JudgedSpan {
  readonly findings: readonly Finding[];
  readonly reported: readonly Finding[];
  /** 0 where it was not judged. */
  readonly columnsEvaluated: number;
  /** Of every column, found or not. */
  readonly differences: SpanDifferences;
}

/** A span with more of its windows missing is another thing. */
const LEAST_COVERED = 0.75;

/** What a span has against columns, by check in the registry's order; nothing where too little of it is there. */
export function judgeSpan(span: SpanTallies, rules: SpanRules): JudgedSpan {
  if (span.windows < LEAST_COVERED * span.of || span.rows < rules.minRows)
    return { findings: [], reported: [], columnsEvaluated: 0, differences: new Map() };
  const differences = new Map<string, RecordedSpan>([...span.columns.keys()].map((name) => [name, {}]));
  const found = SHARE_FAMILIES.flatMap((family) =>
    [...span.columns.values()].flatMap((column) => {
      const measured = measureFamily(column, { family, span, rules });
      if (measured === undefined) return [];
      const { name } = column.column;
      differences.set(name, { ...differences.get(name), [family]: differenceOf(measured, family, column) });
      return judgeFamily(column, measured, { family, span, rules });
    }),
  );
  return {
    findings: found.filter(({ isLarge }) => isLarge).map(({ finding }) => finding),
    reported: found.filter(({ isLarge }) => !isLarge).map(({ finding }) => finding),
    columnsEvaluated: span.columns.size,
    differences,
  };
}

interface FamilyToJudge {
  readonly family: ShareFamily;
  readonly span: SpanTallies;
  readonly rules: SpanRules;
}

interface MeasuredFamily {
  readonly shares: ComparedShares;
  readonly learnt: ShareLaw | undefined;
  readonly difference: number;
  readonly surprise: Surprise;
}

/** Undefined where nothing is asked of the family, or nothing differs. */
function measureFamily(
  { column, pairs }: SpanColumn,
  { family, span: { scale }, rules }: FamilyToJudge,
): MeasuredFamily | undefined {
  const { config } = column;
  if (!(family === "values" ? config.performComparison : config.evaluateConstraints)) return undefined;
  const shares = compareTallies(pairs[family]);
  if (shares === undefined) return undefined;
  const learnt = rules.calibrations?.[column.name]?.laws[scale]?.[family];
  const law: ChanceLaw = learnt
    ? learntLaw(learnt)
    : family === "values"
      ? independentSharesLaw
      : shortfallLaw;
  const surprise = law.surprise(shares);
  const difference = family === "values" ? largestGap(shares) : shares.observed[0]! - shares.expected[0]!;
  return difference > 0 ? { shares, learnt, difference, surprise } : undefined;
}

const differenceOf = (
  { difference, surprise: { chance } }: MeasuredFamily,
  family: ShareFamily,
  { cuts }: SpanColumn,
): SpanDifference => ({
  distance: difference,
  chance,
  ...(family === "values" && cuts !== undefined && { kind: cuts.kind }),
});

function judgeFamily(
  { column, cuts }: SpanColumn,
  { shares, learnt, difference, surprise }: MeasuredFamily,
  { family, span: { scale }, rules }: FamilyToJudge,
): { readonly finding: Finding; readonly isLarge: boolean }[] {
  const { chance } = surprise;
  if (chance >= acceptedChance(rules.budget, scale, family)) return [];
  const threshold =
    family === "values"
      ? gapThreshold(column.config, cuts?.kind, rules.context)
      : (rules.context.leastShortfall ?? 0);
  const isLarge = difference > threshold;
  const isTold = family === "values" && cuts !== undefined && !column.baseline!.sensitive;
  const moved = isTold ? movedShare(shares, cuts, surprise) : undefined;
  const { severity, kind, name: check } = SPAN_CHECKS[family];
  const finding: Omit<Finding, "description"> = {
    column: column.name,
    check,
    severity,
    kind,
    scale,
    distance: difference,
    threshold,
    thresholdFrom: "constraint",
    // Its shares count what is wrong.
    ...(family === "values" ? {} : { expected: 1 - shares.expected[0]! }),
    n: shares.trials,
    m: Math.round(shares.baselineTrials),
    returnMonths: shortMonths(returnMonths(chance, rules.budget, scale, family)),
    ...(moved === undefined ? {} : { moved }),
    evidence: [],
  };
  const from = learnt
    ? `learnt from ${learnt.windows} such spans of ${rules.days} days`
    : "of independent rows";
  return [{ finding: { ...finding, description: describeSpanFinding(finding, { shares, from }) }, isLarge }];
}

/** Of the largest change of a share, whatever statistic the monitor measures its windows by. */
export function gapThreshold(
  config: FeatureConfig,
  kind: Cuts["kind"] | undefined,
  context: ThresholdsAsked,
): number {
  const asked = context.statistic === lInfinity ? context : { ...context, threshold: undefined };
  return driftThreshold(config, { ...asked, statistic: lInfinity }, kind ?? "numeric");
}

function largestGap({ observed, expected, rankError = 0 }: ComparedShares): number {
  let largest = 0;
  for (let at = 0; at < observed.length; at++)
    largest = Math.max(largest, Math.abs(observed[at]! - expected[at]!));
  return Math.max(0, largest - rankError);
}
