import type { DifferenceCause } from "./difference-cause.ts";

/**
 * A job adds up partition by partition, so that the last digits of its sums and deviations depend on how it was cut: 2e-14 in the
 * run whose cut is known.
 */
const LARGEST = 1e-12;

export const rounding: DifferenceCause = {
  name: "rounding",
  means: "The numbers differ by at most 1e-12 of themselves: sums were rounded in another order.",
  explains: ({ kind, relative }) =>
    (kind === "statistic" || kind === "violation") && relative !== undefined && relative <= LARGEST,
};
