import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { hashOf } from "../window/execution-name.ts";
import type { ProfileKindName } from "./profile-kind.ts";
import type { SegmentOptions } from "./segments.ts";

/** The format of each kind of profile: a change of what is counted makes new partials. */
const PROFILE_FORMATS = { default: "default-1", ModelMonitor: "model-monitor-1" } as const;

/** What a partial depends on beside its file: nothing of the baseline, nothing of the thresholds. */
export interface ProfileConfig {
  readonly window: string;
  readonly order: "output-first" | "input-first";
  readonly names: readonly string[] | undefined;
  readonly sensitive: readonly string[];
  /** Absent where rows are not profiled by segment. */
  readonly segments?: SegmentOptions;
}

/** What columns are made of: a monitor that judges as Model Monitor does counts as it does. */
export const profileKindOf = ({ compatibility }: MonitorDefinition): ProfileKindName =>
  compatibility === "ModelMonitor" ? "ModelMonitor" : "default";

export function profileConfig(definition: MonitorDefinition): ProfileConfig {
  const { order = "output-first", names, sensitive = [] } = definition.columns;
  const { segments } = definition;
  return {
    window: definition.window,
    order,
    names,
    sensitive: [...sensitive].sort(),
    ...(segments && { segments: { column: segments.column, most: segments.most } }),
  };
}

/** `cfg8`: eight hex digits of the configuration, so that a changed definition never mixes with old partials. */
export function configHash(definition: MonitorDefinition): string {
  return hashOf(8, PROFILE_FORMATS[profileKindOf(definition)], JSON.stringify(profileConfig(definition)));
}
