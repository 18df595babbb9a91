import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import type { JudgedBaseline } from "../../shared/monitors/judge-window.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";

/** A baseline of one slot whose constraints are the ones its own data suggest, with nothing learnt unless it is given. */
export const judgedBaseline = (
  profile: DatasetProfile,
  given: Partial<JudgedBaseline> = {},
): JudgedBaseline => ({
  id: "b1",
  constraints: suggestConstraints(profile),
  profile,
  slot: "none",
  calibration: undefined,
  excluded: [],
  ...given,
});
