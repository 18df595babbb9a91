/**
 * Jensen–Shannon distance of two lists of shares of the same bins, as scipy's `jensenshannon` has it: each is scaled to a
 * sum of 1 first. In the unit of the logarithm's `base`: Evidently takes e, at most √ln 2 = 0.83, NannyML 2, at most 1.
 */
export function jensenShannonOfShares(p: ArrayLike<number>, q: ArrayLike<number>, base: number): number {
  const [sumP, sumQ] = [sumOf(p), sumOf(q)];
  let divergence = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [p[i]! / sumP, q[i]! / sumQ];
    divergence += (term(a, (a + b) / 2) + term(b, (a + b) / 2)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence / Math.log(base)));
}

const term = (share: number, middle: number) => (share === 0 ? 0 : share * Math.log(share / middle));

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
