import { isDeepStrictEqual } from "node:util";
import type { FeatureStatistics, Statistics } from "../../shared/statistics/statistics.ts";
import { compareFeatures, compareFields } from "./compare-features.ts";
import type { Difference } from "./difference.ts";

/** In what two `statistics.json` differ, values by value; categories are a set, whose order is told apart. */
export function compareStatistics(service: Statistics, plumbline: Statistics): Difference[] {
  const whole = ({ features: _, ...rest }: Statistics) => rest;
  return [
    ...compareFields("statistic", whole(service), whole(plumbline)).map((difference) => ({
      ...difference,
      feature: null,
    })),
    ...compareFeatures("statistic", service.features, plumbline.features, compareColumn),
  ];
}

function compareColumn(service: FeatureStatistics, plumbline: FeatureStatistics) {
  const [theirs, ours] = [categoriesOf(service), categoriesOf(plumbline)];
  const sameSet =
    theirs !== undefined && ours !== undefined && isDeepStrictEqual(new Map(theirs), new Map(ours));
  const differences = compareFields("statistic", service, plumbline);
  if (!sameSet) return differences;
  return differences.map((difference) =>
    difference.field.endsWith(CATEGORIES) ? inAnotherOrder(difference) : difference,
  );
}

const CATEGORIES = "categorical.buckets";

const inAnotherOrder = (difference: Omit<Difference, "feature">): Omit<Difference, "feature"> => ({
  kind: "order",
  field: difference.field,
  service: difference.service,
  plumbline: "the same categories in another order",
});

function categoriesOf({ string_statistics }: FeatureStatistics): [string, number][] | undefined {
  return string_statistics?.distribution?.categorical?.buckets.map(({ value, count }) => [value, count]);
}
