import { cdfDistance } from "../../../shared/drift/cdf-distance.ts";
import { chiSquared } from "../../../shared/drift/chi-squared.ts";
import type { Distribution } from "../../../shared/drift/distribution.ts";
import { columnByColumn } from "../fixed-rule.ts";
import { type ColumnVerdict, strengthOf } from "../verdict.ts";
import { twoSamplePValue } from "./two-sample-p-value.ts";

const THRESHOLD = 0.05;

/** What many write themselves with scipy: a test of every column, an alarm at any p below 0.05. */
export const significance = columnByColumn(
  {
    name: "Significance",
    about:
      "p < 0.05 of scipy's ks_2samp, of categories of the chi-squared test of homogeneity with rare ones merged, in any column.",
  },
  (reference) => (window) => testOf(window, reference),
);

function testOf(window: Distribution, reference: Distribution): ColumnVerdict | undefined {
  const numeric = window.kind === "numeric";
  const score = numeric ? kolmogorovSmirnovP(window, reference) : chiSquared.pValue!(window, reference);
  if (score === undefined) return undefined;
  const strength = strengthOf(score, THRESHOLD, { pValue: true });
  const method = numeric ? "K-S p_value" : "chi-square p_value";
  return { drifted: score < THRESHOLD, score, method, threshold: THRESHOLD, strength };
}

/** Undefined when either side is empty or holds categories. */
export function kolmogorovSmirnovP(window: Distribution, reference: Distribution): number | undefined {
  if (window.kind !== "numeric" || reference.kind !== "numeric") return undefined;
  const distance = cdfDistance(window, reference);
  return distance === undefined
    ? undefined
    : twoSamplePValue(distance, Math.round(window.n), Math.round(reference.n));
}
