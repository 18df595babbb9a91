import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { hashOf } from "../window/execution-name.ts";

/** The profile's format: a change of what is counted makes new partials. */
const PROFILE_FORMAT = "default-1";

/** What a partial depends on beside its file: nothing of the baseline, nothing of the thresholds. */
export interface ProfileConfig {
  readonly window: string;
  readonly order: "output-first" | "input-first";
  readonly names: readonly string[] | undefined;
  readonly sensitive: readonly string[];
}

export function profileConfig(definition: MonitorDefinition): ProfileConfig {
  const { order = "output-first", names, sensitive = [] } = definition.columns;
  return { window: definition.window, order, names, sensitive: [...sensitive].sort() };
}

/** `cfg8`: eight hex digits of the configuration, so that a changed definition never mixes with old partials. */
export function configHash(definition: MonitorDefinition): string {
  return hashOf(8, PROFILE_FORMAT, JSON.stringify(profileConfig(definition)));
}
