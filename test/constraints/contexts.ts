import type { Baseline } from "../../shared/baseline/baseline.ts";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import type { CheckContext } from "../../shared/constraints/constraint-check.ts";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";

/** A baseline whose constraints are the ones its own data suggest. */
export const baselineOf = (
  profile: DatasetProfile,
  changed: Partial<Omit<Baseline, "profile">> = {},
): Baseline & { readonly profile: DatasetProfile } => ({
  id: "b1",
  constraints: suggestConstraints(profile),
  slot: "none",
  ...changed,
  profile,
});

/** A window judged by L-infinity with nothing learnt. */
export const contextOf = (
  current: DatasetProfile,
  baseline: Baseline,
  changed: Partial<CheckContext> = {},
): CheckContext => ({
  current,
  baseline,
  exclude: new Set<string>(),
  statistic: lInfinity,
  compat: false,
  ...changed,
});
