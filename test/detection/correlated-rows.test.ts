import { expect, test } from "vitest";
import { CHANGED, correlatedStream } from "../../bench/detection/correlated-rows.ts";
import { ranked } from "../../bench/detection/correlation-trials.ts";
import { addPairs, noPairs, pairSums, pairsOf } from "../../shared/calibration/pair-sums.ts";
import { seededRandom } from "../../shared/random.ts";

const HOURS = 40;
const stream = () => correlatedStream({ name: "six", columns: 6, rows: 1000 }, seededRandom(61));

/** Spearman's correlation of two normal columns with a correlation of `r` (Pearson 1907). */
const ofNormal = (r: number) => (6 / Math.PI) * Math.asin(r / 2);

/** By pair, of all hours together. */
function correlations(change?: { readonly loading?: number; readonly together?: number }) {
  const { names, rows } = stream();
  const each = Array.from({ length: HOURS }, (_, t) =>
    pairSums(ranked(names, rows(t, change && { name: "changed", ...change })), names),
  );
  const all = noPairs(each[0]!);
  for (const own of each) addPairs(all, own);
  return new Map(pairsOf(names.length).map(([a, b], at) => [`${a} ${b}`, all.sums[at]! / all.dofs[at]!]));
}

test("columns of the stream have in common what their loadings give, each of them standard normal", () => {
  const found = correlations();
  // 0.9², 0.9·0.45, 0.45², 0: four standard errors of 40,000 rows are 0.02.
  for (const [pair, r] of Object.entries({ "0 1": 0.81, "0 2": 0.405, "2 3": 0.2025, "0 5": 0, "4 5": 0 }))
    expect(Math.abs(found.get(pair)! - ofNormal(r)), pair).toBeLessThan(0.02);
  const drawn = stream();
  const rows = Array.from({ length: HOURS }, (_, t) => drawn.rows(t)[CHANGED]!).flatMap((hour) => [...hour]);
  const mean = rows.reduce((sum, value) => sum + value, 0) / rows.length;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / rows.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
});

test("a change touches the correlations of the columns that it names, and no others", () => {
  const [before, shuffled, together] = [
    correlations(),
    correlations({ loading: 0 }),
    correlations({ together: 0.5 }),
  ];
  for (const [pair, rho] of before) {
    const isOfChanged = pair.split(" ").includes(String(CHANGED));
    const lost = isOfChanged ? 0 : rho;
    expect(Math.abs(shuffled.get(pair)! - lost), pair).toBeLessThan(0.03);
    const gained = pair === "4 5" ? ofNormal(0.5) : rho;
    expect(Math.abs(together.get(pair)! - gained), pair).toBeLessThan(0.03);
  }
});
