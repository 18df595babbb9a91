/**
 * p-values of the two-sample Kolmogorov–Smirnov test as `scipy.stats.ks_2samp` gives them by default: exact while both
 * samples have at most 10,000 values, otherwise by the law of one sample of nm/(n + m) values. Plumbline's own
 * (`shared/drift/kolmogorov-smirnov.ts`) is the limit law, 5 to 10 % above these at a hundred values.
 */

/** scipy's MAX_AUTO_N. */
const MOST_EXACT = 10_000;
/** From here on both sides are never exceeded at once, but for 1e-7 of the cases (scipy: the same switch). */
const ONE_SIDED_FROM = 2.2;
/** Terms of the series of Pelz and Good on either side; the next one is below 1e-16 where the series is used. */
const TERMS = 6;

/** Chance of a distance of at least `d` between samples of `n` and `m` values of one law; both are whole and positive. */
export function twoSamplePValue(d: number, n: number, m: number): number {
  const [fewer, more] = [Math.min(n, m), Math.max(n, m)];
  const p =
    more <= MOST_EXACT ? exactPValue(d, fewer, more) : oneSampleTail(Math.round((n * m) / (n + m)), d);
  return Math.min(1, Math.max(0, p));
}

/**
 * Of all orders in which the values of both samples may stand the share in which the distance is reached: a walk over
 * the lattice of n by m in which each step takes a value of either sample (Hodges 1958, scipy's `_ksstats`). Chances of
 * having left the band so far, column by column, within the band only.
 */
function exactPValue(d: number, n: number, m: number): number {
  const divisor = gcd(n, m);
  const [perX, perY] = [n / divisor, m / divisor];
  const h = Math.round(d * perX * m);
  if (h === 0) return 1;
  const left = new Float64Array(n + 1);
  for (let j = 0; j <= n; j++) left[j] = perY * j >= h ? 1 : 0;
  // At (i, j): i of the larger sample, j of the smaller; |i/m − j/n| = |i·perX − j·perY| / (perX·m).
  for (let i = 1; i <= m; i++) {
    const from = Math.max(0, Math.floor((i * perX - h) / perY) + 1);
    const to = Math.min(n, Math.ceil((i * perX + h) / perY) - 1);
    if (from > to) return 1;
    if (from > 0) left[from - 1] = 1;
    for (let j = from; j <= to; j++) {
      const below = j === 0 ? 0 : left[j - 1]! * j;
      left[j] = (left[j]! * i + below) / (i + j);
    }
  }
  return left[n]!;
}

/** Chance that the largest distance of `n` values from their law is at least `d`. */
function oneSampleTail(n: number, d: number): number {
  if (d >= 1) return 0;
  const z2 = n * d * d;
  return z2 >= ONE_SIDED_FROM || d >= 0.5 ? 2 * oneSidedTail(n, d) : 1 - pelzGood(n, Math.sqrt(z2));
}

/** d Σ C(n, j) (d + j/n)^(j−1) (1 − d − j/n)^(n−j) over j ≤ n(1 − d): Smirnov 1944, all terms positive. */
function oneSidedTail(n: number, d: number): number {
  let [sum, binomial] = [0, 0];
  for (let j = 0; j <= n * (1 - d); j++) {
    if (j > 0) binomial += Math.log((n - j + 1) / j);
    const [up, down] = [d + j / n, 1 - d - j / n];
    if (down <= 0) continue;
    sum += Math.exp(binomial + (j - 1) * Math.log(up) + (n - j) * Math.log(down));
  }
  return d * sum;
}

/** Distribution function at z/√n: Pelz and Good 1976 as given by Simard and L'Ecuyer 2011, formula 8, to the term of 1/n. */
function pelzGood(n: number, z: number): number {
  if (z <= 0) return 0;
  let [k0, k1, k2] = [0, 0, 0];
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  for (let k = -TERMS; k <= TERMS; k++) {
    const odd = Math.PI ** 2 * (k + 0.5) ** 2;
    const even = Math.PI ** 2 * k ** 2;
    const weight = Math.exp(-odd / (2 * z2));
    k0 += weight / z;
    k1 += ((odd - z2) * weight) / (6 * z4);
    const terms = 6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * odd + (1 - 2 * z2) * odd ** 2;
    k2 += (terms * weight) / (72 * z ** 7) - (even * Math.exp(-even / (2 * z2))) / (36 * z ** 3);
  }
  return Math.sqrt(Math.PI / 2) * (k0 + k1 / Math.sqrt(n) + k2 / n);
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
