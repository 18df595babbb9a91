/**
 * Columns that depend on each other otherwise than in the baseline while each of them stays: what no column shows by itself. Their rank
 * correlations add over the windows of a span as counts do.
 */
import { type AlarmBudget, acceptedChance, returnMonths } from "../calibration/alarm-budget.ts";
import { type CorrelationLaw, independentPairs, learntPairs } from "../calibration/correlation-law.ts";
import { isSpread } from "../calibration/is-spread.ts";
import {
  type ComparedPair,
  comparePairs,
  type PairSums,
  pairSums,
  pairsOf,
  type WindowPairs,
} from "../calibration/pair-sums.ts";
import type { CheckContext, Finding } from "../constraints/constraint-check.ts";
import { type JudgedColumn, judgedColumns } from "../constraints/judged-columns.ts";
import { shortMonths } from "../report/once-in-words.ts";
import { CORRELATION_CHECK, describePairs } from "./pair-finding.ts";

/** The pairs of one window or of a span. */
export interface PairsToJudge {
  /** Names to tell; the pairs are theirs (`pairsOf`). */
  readonly columns: readonly string[];
  readonly windows: readonly WindowPairs[];
}

/** How pairs are judged. */
export interface PairRules {
  /** Absent: as independent rows differ. */
  readonly law?: CorrelationLaw | undefined;
  /** Days that the law was learnt from. */
  readonly days: number;
  /** Largest change of a correlation that is reported and no violation. */
  readonly threshold: number;
  readonly budget: AlarmBudget;
  /** ISO 8601. */
  readonly scale: string;
  /** Whether it is a longer span that ends with the window. */
  readonly isSpan: boolean;
  /** Columns of which something else is told: a pair of one of them says nothing new. */
  readonly silent: ReadonlySet<string>;
}

export interface JudgedPairs {
  readonly findings: readonly Finding[];
  readonly reported: readonly Finding[];
  /** Pairs that could be compared. */
  readonly evaluated: number;
}

/** A pair that surprises. */
export interface ChangedPair extends ComparedPair {
  readonly a: string;
  readonly b: string;
  readonly nats: number;
}

/** Columns whose pairs are judged: those that the baseline learnt of, otherwise those that it ranked and that are spread. */
export function pairColumns(
  context: CheckContext,
  learnt: readonly string[] | undefined,
  origins: ReadonlyMap<string, string> = new Map(),
): (JudgedColumn | undefined)[] {
  if (context.compat) return [];
  const compared = judgedColumns(context).filter(({ config }) => config.performComparison);
  if (learnt !== undefined) {
    const byName = new Map(compared.map((column) => [origins.get(column.name) ?? column.name, column]));
    return learnt.map((name) => byName.get(name));
  }
  const { correlations } = context.baseline.profile;
  return compared.filter(({ baseline }) => baseline && correlations.has(baseline.name) && isSpread(baseline));
}

/** What a window has of the pairs of these columns, and its baseline. */
export function windowPairs(
  { current, baseline }: CheckContext,
  columns: readonly (JudgedColumn | undefined)[],
  before: PairSums = slotPairs(baseline, columns),
): WindowPairs {
  return {
    now: pairSums(
      current.correlations,
      columns.map((column) => column?.current?.name),
    ),
    before,
  };
}

const slotPairs = (baseline: CheckContext["baseline"], columns: readonly (JudgedColumn | undefined)[]) =>
  pairSums(
    baseline.profile.correlations,
    columns.map((column) => column?.baseline?.name),
  );

/** Findings by what surprises most, those of pairs that hang together as one. */
export function judgePairs({ columns, windows }: PairsToJudge, rules: PairRules): JudgedPairs {
  const compared = comparePairs(windows);
  const evaluated = compared.filter((pair) => pair !== undefined).length;
  if (evaluated === 0) return { findings: [], reported: [], evaluated };
  const chance = rules.law === undefined ? independentPairs(evaluated) : learntPairs(rules.law);
  const accepted = acceptedChance(rules.budget, rules.scale, "correlations");
  const changed = pairsOf(columns.length)
    .flatMap(([one, other], at): ChangedPair[] => {
      const [a, b, pair] = [columns[one]!, columns[other]!, compared[at]];
      if (pair === undefined || rules.silent.has(a) || rules.silent.has(b)) return [];
      return [{ a, b, ...pair, nats: chance.nats(pair, at) }];
    })
    .filter(({ nats }) => nats > 0 && chance.chanceOf(nats) < accepted)
    .sort((one, other) => other.nats - one.nats);
  const needed = chance.natsAt(accepted);
  const findingOf = (pairs: readonly ChangedPair[]) => finding(pairs, { needed, chance, rules });
  const isLarge = (pair: ChangedPair) => changeOf(pair) > rules.threshold;
  const findings = byCause(changed.filter(isLarge)).map(findingOf);
  const told = new Set(changed.filter(isLarge).flatMap(({ a, b }) => [a, b]));
  const small = changed.filter(({ a, b }) => !told.has(a) && !told.has(b));
  return { findings, reported: byCause(small).map(findingOf), evaluated };
}

const changeOf = ({ now, before }: ComparedPair) => Math.abs(now.rho - before.rho);

/**
 * Pairs that hang together by their columns, which is one cause: a column whose rows were shuffled leaves all others. The first pair of
 * each is one of the column that most of them have, that column first in it.
 */
function byCause(pairs: readonly ChangedPair[]): ChangedPair[][] {
  const [first] = pairs;
  if (first === undefined) return [];
  const touched = new Set([first.a, first.b]);
  const isTouched = ({ a, b }: ChangedPair) => touched.has(a) || touched.has(b);
  for (let size = 0; size < touched.size; ) {
    size = touched.size;
    for (const { a, b } of pairs.filter(isTouched)) touched.add(a).add(b);
  }
  const own = pairs.filter(isTouched);
  const hub = hubOf(own);
  const at = own.findIndex(({ a, b }) => a === hub || b === hub);
  const [a, b] = own[at]!.a === hub ? [own[at]!.a, own[at]!.b] : [own[at]!.b, own[at]!.a];
  return [
    [{ ...own[at]!, a, b }, ...own.toSpliced(at, 1)],
    ...byCause(pairs.filter((pair) => !own.includes(pair))),
  ];
}

/** The column of most pairs, of equal ones that of the more surprising. */
function hubOf(pairs: readonly ChangedPair[]): string {
  const weights = new Map<string, { count: number; nats: number }>();
  for (const { a, b, nats } of pairs)
    for (const name of [a, b]) {
      const { count, nats: sum } = weights.get(name) ?? { count: 0, nats: 0 };
      weights.set(name, { count: count + 1, nats: sum + nats });
    }
  return [...weights].sort(([, one], [, other]) => other.count - one.count || other.nats - one.nats)[0]![0];
}

interface FindingOptions {
  /** Nats that the accepted chance needs. */
  readonly needed: number;
  readonly chance: { chanceOf(nats: number): number };
  readonly rules: PairRules;
}

function finding(pairs: readonly ChangedPair[], { needed, chance, rules }: FindingOptions): Finding {
  const first = pairs[0]!;
  const distance = changeOf(first);
  const limit = distance * Math.sqrt(needed / first.nats);
  const from = rules.law
    ? `learnt from ${rules.law.windows} ${rules.isSpan ? "such spans" : "windows"} of ${rules.days} days`
    : "of independent rows";
  const isLearnt = limit > rules.threshold;
  const found: Omit<Finding, "description"> = {
    column: first.a,
    check: CORRELATION_CHECK,
    severity: "ticket",
    kind: "drift",
    ...(rules.isSpan ? { scale: rules.scale } : {}),
    distance,
    threshold: isLearnt ? limit : rules.threshold,
    thresholdFrom: isLearnt ? from : "drift.correlationThreshold",
    n: Math.round(first.now.dof),
    m: Math.round(first.before.dof),
    returnMonths: shortMonths(
      returnMonths(chance.chanceOf(first.nats), rules.budget, rules.scale, "correlations"),
    ),
    evidence: [],
  };
  return { ...found, description: describePairs(found, pairs, { limit, from, threshold: rules.threshold }) };
}
