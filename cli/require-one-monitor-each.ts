import { UnusableInput } from "../shared/errors.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";

interface Sourced {
  /** File or object that the definition stands in. */
  readonly source: string;
  readonly definition: Pick<MonitorDefinition, "monitor" | "endpoint" | "variants" | "shadowVariants">;
}

/**
 * Throws `UnusableInput` when two monitors watch one endpoint variant, among the given ones and those that are stored and not
 * replaced by them: a capture file has one monitor, and which of two it would be is chance. Also when two files have one name.
 */
export function requireOneMonitorEach(given: readonly Sourced[], stored: readonly Sourced[]): void {
  const names = new Set(given.map(({ definition }) => definition.monitor));
  const watched = new Map<string, Sourced>();
  const named = new Map<string, Sourced>();
  for (const each of [...given, ...stored.filter(({ definition }) => !names.has(definition.monitor))]) {
    const { monitor, endpoint } = each.definition;
    const twin = named.get(monitor);
    if (twin !== undefined)
      throw new UnusableInput(
        `Got monitor "${monitor}" in ${twin.source} and in ${each.source}; expected a name of its own for each. Rename one.`,
      );
    named.set(monitor, each);
    for (const variant of allVariants(each.definition)) {
      const other = watched.get(`${endpoint}/${variant}`);
      if (other !== undefined)
        throw new UnusableInput(
          `Got two monitors of endpoint ${endpoint}, variant ${variant}: ${other.definition.monitor} (${other.source}) and ${monitor} (${each.source}); expected one. Take the variant out of one of them.`,
        );
      watched.set(`${endpoint}/${variant}`, each);
    }
  }
}
