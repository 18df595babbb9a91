import { isDeepStrictEqual } from "node:util";
import type { Constraints, FeatureConstraints } from "../../shared/constraints/constraints.ts";
import { compareFeatures, compareFields } from "./compare-features.ts";
import type { Difference } from "./difference.ts";

/** In what two suggested `constraints.json` differ; a domain is a set, whose order is told apart. */
export function compareConstraints(service: Constraints, plumbline: Constraints): Difference[] {
  const whole = ({ features: _, ...rest }: Constraints) => rest;
  return [
    ...compareFields("constraint", whole(service), whole(plumbline)).map((difference) => ({
      ...difference,
      feature: null,
    })),
    ...compareFeatures("constraint", service.features, plumbline.features, compareColumn),
  ];
}

const DOMAINS = "string_constraints.domains";

function compareColumn(
  service: FeatureConstraints,
  plumbline: FeatureConstraints,
): Omit<Difference, "feature">[] {
  const [theirs, ours] = [service, plumbline].map((feature) => feature.string_constraints?.domains);
  const sameSet =
    theirs !== undefined && ours !== undefined && isDeepStrictEqual(new Set(theirs), new Set(ours));
  return compareFields("constraint", service, plumbline).map((difference) =>
    sameSet && difference.field === DOMAINS
      ? { ...difference, kind: "order", plumbline: "the same values in another order" }
      : difference,
  );
}
