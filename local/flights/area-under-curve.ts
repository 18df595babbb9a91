/**
 * Area under the receiver operating characteristic curve, 0 to 1: the probability that a positive row has a higher
 * score than a negative one, ties counted half. By ranks: AUC = (R₊ − n₊(n₊+1)/2) / (n₊·n₋), with R₊ the sum of the
 * positive rows' mid-ranks (Mann & Whitney 1947; Hanley & McNeil 1982). Undefined when one of the classes is empty.
 * Throws when a score is NaN or when there is not one label for each score.
 */
export function areaUnderCurve(labels: ArrayLike<number>, scores: ArrayLike<number>): number | undefined {
  if (labels.length !== scores.length)
    throw new RangeError(`Got ${labels.length} labels for ${scores.length} scores; expected one for each.`);
  const all = Float64Array.from(scores).sort();
  if (Number.isNaN(all.at(-1) ?? 0))
    throw new RangeError("Got a score that is NaN; expected numbers. Leave rows without a score out."); // NaN sorts last
  const positive = positiveScores(labels, scores).sort();
  const negatives = all.length - positive.length;
  if (positive.length === 0 || negatives === 0) return undefined;
  return (
    (midRankSum(positive, all) - (positive.length * (positive.length + 1)) / 2) /
    (positive.length * negatives)
  );
}

function positiveScores(labels: ArrayLike<number>, scores: ArrayLike<number>): Float64Array {
  const positive = new Float64Array(scores.length);
  let n = 0;
  for (let i = 0; i < scores.length; i++) if (labels[i] === 1) positive[n++] = scores[i]!;
  return positive.slice(0, n);
}

/** Sum over `some` of their mid-ranks (from 1) in `all`; both sorted. */
function midRankSum(some: Float64Array, all: Float64Array): number {
  let sum = 0;
  let below = 0;
  for (let i = 0; i < some.length; ) {
    const score = some[i]!;
    while (all[below]! < score) below++;
    let upTo = below;
    while (upTo < all.length && all[upTo] === score) upTo++;
    for (; i < some.length && some[i] === score; i++) sum += (below + 1 + upTo) / 2;
    below = upTo;
  }
  return sum;
}
