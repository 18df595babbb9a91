import type { VersionedNames } from "../capture/versioned-rows.ts";
import { profileConfig } from "../profile/profile-config.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";
import { rowOptions } from "./row-options.ts";

/** How the monitor's records become rows, with the names of the declared versions of its columns. */
export function versionedNames(definition: MonitorDefinition): VersionedNames {
  const { versions, targetModel } = profileConfig(definition);
  const options = rowOptions(definition);
  if (versions === undefined) return { options };
  const ownNames = (names: readonly string[]) => names.filter((name) => name !== targetModel?.column);
  return { options, versions: versions.map(({ from, names }) => ({ from, names: ownNames(names) })) };
}
