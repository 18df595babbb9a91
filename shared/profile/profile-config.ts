import type { TargetModelColumn } from "../capture/target-model.ts";
import { type ColumnHistory, columnHistory, everyName } from "../columns/column-history.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import { rowOptions } from "../monitors/row-options.ts";
import { hashOf } from "../window/execution-name.ts";
import type { ProfileKindName } from "./profile-kind.ts";
import type { SegmentOptions } from "./segments.ts";

/** The format of each kind of profile: a change of what is counted makes new partials. */
const PROFILE_FORMATS = { default: "default-2", ModelMonitor: "model-monitor-1" } as const;

/** What a partial depends on beside its file: nothing of the baseline, nothing of the thresholds. */
export interface ProfileConfig {
  readonly window: string;
  readonly order: "output-first" | "input-first";
  readonly names: readonly string[] | undefined;
  readonly sensitive: readonly string[];
  /** Names from later times on, epoch milliseconds; absent where positional cells have the same names at all times. */
  readonly versions?: readonly { readonly from: number; readonly names: readonly string[] }[];
  /** Absent where rows are not profiled by segment. */
  readonly segments?: SegmentOptions;
  readonly targetModel?: TargetModelColumn;
  /** Absent without one, so that the hashes of monitors without a mapping stay what they were. */
  readonly mapping?: string;
  /** Columns of a mapping in the order of their names, as Model Monitor takes them. */
  readonly sorted?: true;
}

/** The keys of a definition that a partial depends on. */
export type ProfiledDefinition = Pick<
  MonitorDefinition,
  "window" | "columns" | "mapping" | "segments" | "compatibility"
>;

/** What columns are made of: a monitor that judges as Model Monitor does counts as it does. */
export const profileKindOf = ({
  compatibility,
}: Pick<MonitorDefinition, "compatibility">): ProfileKindName =>
  compatibility === "ModelMonitor" ? "ModelMonitor" : "default";

/**
 * A declared change is in the configuration only as far as profiles depend on it: where it gives positional cells other
 * names, and where it gives a sensitive column another one, which is as sensitive.
 */
export function profileConfig(definition: ProfiledDefinition): ProfileConfig {
  const { names, sensitive = [] } = definition.columns;
  const { order, targetModel } = rowOptions(definition);
  const { segments, mapping, compatibility } = definition;
  const config = {
    window: definition.window,
    order,
    names,
    sensitive: [...sensitive].sort(),
    ...(targetModel === undefined ? {} : { targetModel }),
    ...(segments && { segments: { column: segments.column, most: segments.most } }),
    ...(mapping === undefined ? {} : { mapping }),
    ...(mapping !== undefined && compatibility === "ModelMonitor" ? { sorted: true as const } : {}),
  };
  if (definition.columns.versions === undefined) return config;
  const history = columnHistory(definition.columns);
  const versions = renamings(history);
  const alsoNamed =
    segments && everyName(history, segments.column).filter((name) => name !== segments.column);
  return {
    ...config,
    ...(config.segments && alsoNamed?.length ? { segments: { ...config.segments, alsoNamed } } : {}),
    sensitive: [...new Set(sensitive.flatMap((name) => everyName(history, name)))].sort(),
    ...(versions.length === 0 ? {} : { versions }),
  };
}

function renamings({ changes, names }: ColumnHistory) {
  return changes.flatMap(({ from }, at) => {
    const [before, now] = [names[at], names[at + 1]];
    return now === undefined || JSON.stringify(before) === JSON.stringify(now) ? [] : [{ from, names: now }];
  });
}

/** `cfg8`: eight hex digits of the configuration, so that a changed definition never mixes with old partials. */
export function configHash(definition: ProfiledDefinition): string {
  return hashOf(8, PROFILE_FORMATS[profileKindOf(definition)], JSON.stringify(profileConfig(definition)));
}
