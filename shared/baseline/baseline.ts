import type { ProfileView } from "../columns/profile-view.ts";
import type { Constraints } from "../constraints/constraints.ts";
import type { Statistics } from "../statistics/statistics.ts";

/** What a window is compared with. */
export interface Baseline {
  readonly id: string;
  /** The model it was made for; absent when the files do not say. */
  readonly modelVersion?: string;
  readonly constraints: Constraints;
  /**
   * `statistics.json`, needed only for a baseline that Model Monitor made: its columns are compared with
   * where the profile does not know them.
   */
  readonly statistics?: Statistics;
  /** The profile of the season slot; empty for a baseline that Model Monitor made. */
  readonly profile: ProfileView;
  /** `none` for the whole, otherwise a season slot such as `h10`. */
  readonly slot: string;
  /** The local day, `2026-12-25`, of a window on a holiday. */
  readonly holiday?: string;
}
