import { expect, test } from "vitest";
import { distributionsOf } from "../../bench/detection/distribution-of.ts";
import { FIXED_RULES } from "../../bench/detection/fixed-rules.ts";
import { chunksOfRows, independentRows, MIXED_COLUMNS } from "../../bench/detection/independent-rows.ts";
import { doaneEdges } from "../../bench/detection/rules/doane-edges.ts";
import { twoSamplePValue } from "../../bench/detection/rules/two-sample-p-value.ts";
import { populationStabilityIndex } from "../../shared/drift/population-stability-index.ts";
import { numeric, range } from "../drift/distributions.ts";

test.each([
  // scipy 1.17.1, the p-values of ks_2samp: exact up to 10,000 values.
  [0.1, 100, 1_000, 0.3065964937423929, 1e-12],
  [0.05, 1_000, 1_000, 0.16411447756429137, 1e-12],
  [0.04, 1_000, 3_000, 0.17892009657674987, 1e-12],
  [0.9, 12, 30, 8.717578316124591e-8, 1e-12],
  // Beyond, kstwo.sf; its middle is a series here, of which the next term is left out.
  [0.14, 100, 20_000, 0.03582511969274859, 3e-4],
  [0.2, 100, 20_000, 0.0005551927327988775, 1e-9],
  [0.044, 1_000, 20_000, 0.048650921644295964, 1e-5],
  [0.05, 1_000, 20_000, 0.016543801179226124, 1e-9],
  [0.02, 3_000, 20_000, 0.24433224874432147, 1e-5],
])("a distance of %d between %i and %i values has scipy's p-value", (d, n, m, p, error) => {
  expect(Math.abs(twoSamplePValue(d, n, m) / p - 1)).toBeLessThan(error);
});

test("the bins are numpy's", () => {
  // numpy 2.2.6: np.histogram_bin_edges(np.arange(1.0, 101) ** 2, bins="doane").
  const edges = doaneEdges(numeric(range(1, 100).map((value) => value ** 2)));
  expect(edges).toHaveLength(11);
  expect(edges.at(1)).toBe(1000.9);
  expect(doaneEdges(numeric([3, 3, 3]))).toEqual([2.5, 3.5]);
});

const STREAM = independentRows({
  kinds: MIXED_COLUMNS.filter((_, at) => at % 4 === 0),
  referenceRows: 5_000,
  windowRows: 500,
  windows: 4,
  seed: 7,
  shift: (column, window) => (column === "normal-0" && window === 3 ? 1 : 0),
});

test.each(FIXED_RULES.map((rule) => [rule.name, rule] as const))(
  "%s finds the column that has moved by a standard deviation, and has drifted exactly where its strength passes 1",
  (_, rule) => {
    const { reference, chunks, windows } = STREAM;
    const judge = rule.fit(distributionsOf(reference), chunksOfRows(reference, chunks!).map(distributionsOf));
    const verdicts = [...windows.values()].map((rows) => judge(distributionsOf(rows)));
    expect(verdicts[3]!.columns["normal-0"]!.drifted).toBe(true);
    for (const { columns, anyColumn } of verdicts) {
      const all = Object.values(columns);
      expect(all.map(({ drifted }) => drifted)).toEqual(all.map(({ strength }) => strength > 1));
      expect(anyColumn).toBe(all.some(({ drifted }) => drifted));
    }
  },
);

test("the indices that are cut once are Plumbline's own", () => {
  const [rule] = FIXED_RULES.filter(({ name }) => name === "PopulationStability0.2");
  const [reference, ...windows] = [STREAM.reference, ...STREAM.windows.values()].map(distributionsOf);
  for (const window of windows)
    for (const [name, { score }] of Object.entries(rule!.fit(reference!, [])(window).columns))
      expect(score).toBe(populationStabilityIndex.measure(window[name]!, reference![name]!));
});

test("a column that is empty or of another kind in a window is not judged, and no rule fails at it", () => {
  const reference = distributionsOf({ x: range(1, 50), y: range(1, 50).map(String) });
  const window = distributionsOf({ x: [Number.NaN], y: range(1, 20) });
  for (const rule of FIXED_RULES) expect(rule.fit(reference, [reference])(window).columns).toEqual({});
});
