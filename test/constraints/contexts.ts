import type { Baseline } from "../../shared/baseline/baseline.ts";
import { suggestConstraints } from "../../shared/baseline/suggest-constraints.ts";
import type { CheckContext } from "../../shared/constraints/constraint-check.ts";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { chanceLimits } from "../../shared/monitors/chance-limits.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { scalesOf } from "../../shared/window/scale.ts";

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

/** An hour judged by L-infinity with nothing learnt, one false alarm a month. */
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
  limits: chanceLimits({
    definition: parseMonitorDefinition({
      monitor: "m",
      endpoint: "e",
      capture: { uri: "c" },
      drift: { statistic: (changed.statistic ?? lInfinity).name },
      ...(changed.compat === true && changed.statistic === undefined && { compatibility: "ModelMonitor" }),
    }),
    baseline: { ...baseline, calibration: undefined, excluded: [] },
    origins: new Map(),
    scale: "PT1H",
    budget: {
      falseAlarmsPerMonth: 1,
      columns: baseline.constraints.features.length,
      scales: scalesOf(3_600_000),
    },
  }),
  ...changed,
});
