import { describe, expect, test } from "vitest";
import { binomial, normalBelow, normalDraws } from "../../bench/detection/draws.ts";
import type { ComparedShares } from "../../shared/calibration/compared-shares.ts";
import { atOwnLevel, levelDirection } from "../../shared/calibration/level.ts";
import { learnShareLaw, natsOfChance, pooledLaws, surpriseBy } from "../../shared/calibration/share-law.ts";
import { seededRandom } from "../../shared/random.ts";

const CUTS = [-2, -1, -0.5, 0, 0.5, 1, 2];
const below = (mean: number, spread = 1) => CUTS.map((cut) => normalBelow((cut - mean) / spread));
const MANY = 1e9;

/** Of normal values with that mean, beside those of mean 0. */
const shifted = (mean: number, spread = 1): ComparedShares => ({
  trials: MANY,
  baselineTrials: MANY,
  observed: below(mean, spread),
  expected: below(0),
});

describe("levelDirection", () => {
  const direction = levelDirection(Array.from({ length: 41 }, (_, i) => shifted((i - 20) / 400)))!;

  test("of normal values whose mean wanders follows the slope of their log-odds, φ/(Φ·(1 − Φ))", () => {
    const slopes = CUTS.map((z) => {
      const [density, share] = [Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI), normalBelow(z)];
      return density / (share * (1 - share));
    });
    const unit = direction[3]! / slopes[3]!;
    for (const [at, slope] of slopes.entries()) expect(direction[at]! / unit / slope).toBeCloseTo(1, 2);
  });

  test("a mean that moved is a level, and leaves nothing; a spread that grew leaves all of itself", () => {
    const moved = atOwnLevel(shifted(0.1), direction);
    expect(Math.abs(moved.level)).toBeGreaterThan(0.1);
    const gaps = (shares: ComparedShares) => CUTS.map((_, at) => shares.observed[at]! - shares.expected[at]!);
    expect(Math.max(...gaps(moved.shares).map(Math.abs))).toBeLessThan(0.001);
    expect(Math.max(...gaps(shifted(0.1)).map(Math.abs))).toBeGreaterThan(0.03);
    const spread = atOwnLevel(shifted(0, 1.3), direction);
    expect(spread.level).toBeCloseTo(0, 6);
    for (const [at, gap] of gaps(spread.shares).entries())
      expect(gap).toBeCloseTo(gaps(shifted(0, 1.3))[at]!, 6);
  });

  test("is undefined where no share has cells", () => {
    expect(
      levelDirection([{ trials: 100, baselineTrials: 100, observed: [0], expected: [0] }]),
    ).toBeUndefined();
    expect(levelDirection([])).toBeUndefined();
  });
});

describe("a law of wandering levels", () => {
  const random = seededRandom(12);
  const normal = normalDraws(random);
  const ROWS = 1000;
  const drawn = (mean: number, spread = 1): ComparedShares => {
    let [left, at, hits] = [ROWS, 0, 0];
    const observed = below(mean, spread).map((share) => {
      const taken = binomial(left, (share - at) / (1 - at), random);
      left -= taken;
      at = share;
      return (hits += taken) / ROWS;
    });
    return { trials: ROWS, baselineTrials: 400_000, observed, expected: below(0) };
  };
  const history = (deviation: number) => ({
    windows: Array.from({ length: 600 }, () => drawn(deviation * normal())),
    times: Array.from({ length: 600 }, (_, i) => i),
    order: "ascending" as const,
    shapes: true,
  });
  const [law] = pooledLaws([learnShareLaw(history(0.15))!]);

  test("finds a spread that grew by two fifths, which the levels alone hide, and says at which level it looked", () => {
    const window = drawn(0, 1.4);
    const found = surpriseBy(law!, window);
    expect(found.chance).toBeLessThan(1e-5);
    expect(found.atLevel).toHaveLength(CUTS.length);
    expect(surpriseBy({ ...law!, shape: undefined }, window).chance).toBeGreaterThan(0.001);
  });

  test("takes neither a level as it comes nor one that nobody has seen for another shape", () => {
    expect(surpriseBy(law!, drawn(0.2)).chance).toBeGreaterThan(0.001);
    const far = surpriseBy(law!, drawn(2));
    expect(far.atLevel).toBeUndefined();
    expect(far.chance).toBeLessThan(0.001);
  });

  test("shares its chance between both: a quarter of the windows' false alarms are shapes'", () => {
    expect(natsOfChance(law!, 1e-6)).toBeCloseTo(natsOfChance({ ...law!, shape: undefined }, 0.75e-6), 3);
    expect(natsOfChance(law!, 1e-6, true)).toBeCloseTo(natsOfChance(law!.shape!.law, 0.25e-6), 3);
    const quiet = Array.from({ length: 4000 }, () => surpriseBy(law!, drawn(0.15 * normal())).chance);
    // 40 expected; more than 60 has a chance of 1 in 1,000 (Poisson).
    expect(quiet.filter((chance) => chance < 0.01).length).toBeLessThanOrEqual(60);
  });

  test("looks at no shapes where levels hardly wander, or are known from few windows", () => {
    expect(learnShareLaw(history(0))!.shape).toBeUndefined();
    const { windows, times, ...rest } = history(0.15);
    expect(
      learnShareLaw({ ...rest, windows: windows.slice(0, 20), times: times.slice(0, 20) })!.shape,
    ).toBeUndefined();
  });
});
