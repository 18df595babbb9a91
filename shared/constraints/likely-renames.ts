import type { ColumnProfile } from "../profile/column-profile.ts";
import type { CheckContext } from "./constraint-check.ts";
import { driftThreshold, statisticFor } from "./drift-threshold.ts";
import type { JudgedColumn } from "./judged-columns.ts";
import { baselineDistribution } from "./measured-drifts.ts";

/** A column that left and one that came, and probably are one. */
export interface LikelyRename {
  readonly from: string;
  readonly to: string;
}

/** More columns on a side than this are another table, not some renames. */
const MOST_COLUMNS = 20;
/** Two flags are alike whatever they mean; from three values on, alike distributions say something. */
const LEAST_VALUES = 3;

/**
 * Pairs of a missing and an extra column that would not be judged as drifted from each other. Where several are as
 * alike (ten standardized features), only a word that both names share tells them apart, so a pair is proposed when it
 * is the only alike pair of both its columns, or the only one of them that shares a word.
 */
export function likelyRenames(
  missing: readonly JudgedColumn[],
  extra: readonly ColumnProfile[],
  context: CheckContext,
): LikelyRename[] {
  if (Math.max(missing.length, extra.length) > MOST_COLUMNS) return [];
  const alike = missing.flatMap((before) =>
    extra.filter((now) => isAlike(before, now, context)).map((now) => ({ before, now })),
  );
  const related = alike.filter(({ before, now }) => shareWord(before.name, now.name));
  const telling = alike.filter(({ now }) => now.distinct.estimate() >= LEAST_VALUES);
  const proposed = [...onlyOnes(related, related), ...onlyOnes(telling, alike)];
  return missing.flatMap(({ name }) => {
    const pair = proposed.find(({ before }) => before.name === name);
    return pair === undefined ? [] : [{ from: name, to: pair.now.name }];
  });
}

interface Pair {
  readonly before: JudgedColumn;
  readonly now: ColumnProfile;
}

/** The pairs whose columns are in no other of `all`. */
const onlyOnes = (pairs: readonly Pair[], all: readonly Pair[]) =>
  pairs.filter(
    ({ before, now }) => all.filter((other) => other.before === before || other.now === now).length === 1,
  );

function isAlike(before: JudgedColumn, now: ColumnProfile, context: CheckContext): boolean {
  const [then, current] = [baselineDistribution(before), now.distribution()];
  if (then === undefined || current === undefined || then.kind !== current.kind) return false;
  if ((before.baseline?.sensitive ?? false) !== now.sensitive) return false;
  const distance = statisticFor(context, current.kind).measure(current, then);
  if (distance === undefined) return false;
  const limit = context.limits?.drift(before, { distance, current, baseline: then })?.limit ?? 0;
  return distance <= Math.max(limit, driftThreshold(before.config, context, current.kind));
}

function shareWord(a: string, b: string): boolean {
  const words = new Set(wordsOf(a));
  return wordsOf(b).some((word) => words.has(word));
}

/** `annualIncome_eur` → annual, income, eur; shorter words than three letters say too little. */
const wordsOf = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= 3);
