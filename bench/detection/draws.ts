/** Draws from the laws that the streams are made of; everything comes of one seeded source of numbers in [0, 1). */

type Random = () => number;

/** Standard normal draws (Box & Muller 1958). */
export function normalDraws(random: Random): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Below so many expected successes the distribution function is walked along. */
const FEW = 12;

/** Successes of `n` trials with probability `p`, exactly: by inversion where few are expected, otherwise by Hörmann's BTRS (1993). */
export function binomial(n: number, p: number, random: Random): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (n * p < FEW) return byInversion(n, p, random);
  return byRejection(n, p, random);
}

function byInversion(n: number, p: number, random: Random): number {
  const odds = p / (1 - p);
  let chance = (1 - p) ** n;
  let left = random();
  for (let successes = 0; successes < n; successes++) {
    if (left < chance) return successes;
    left -= chance;
    chance *= (odds * (n - successes)) / (successes + 1);
  }
  return n;
}

function byRejection(n: number, p: number, random: Random): number {
  const sd = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * sd;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const alpha = (2.83 + 5.1 / b) * sd;
  const mode = Math.floor((n + 1) * p);
  const odds = Math.log(p / (1 - p));
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const distance = 0.5 - Math.abs(u);
    const successes = Math.floor(((2 * a) / distance + b) * u + centre);
    if (distance >= 0.07 && v <= 0.92 - 4.2 / b) return successes;
    if (successes < 0 || successes > n) continue;
    const height = Math.log((v * alpha) / (a / (distance * distance) + b));
    const ratio = atMode - logFactorial(successes) - logFactorial(n - successes) + (successes - mode) * odds;
    if (height <= ratio) return successes;
  }
}

/** Logarithm of k!, by Stirling's series from 8 on (error below 1e-9). */
function logFactorial(k: number): number {
  if (k < 8) return Math.log([1, 1, 2, 6, 24, 120, 720, 5040][k]!);
  const x = k + 1;
  const inverse = 1 / x;
  const square = inverse * inverse;
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    inverse * (1 / 12 - square * (1 / 360 - square / 1260))
  );
}

/** Standard normal distribution function, to 7.5e-8 (Abramowitz & Stegun 26.2.17). */
export function normalBelow(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const tail =
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}
