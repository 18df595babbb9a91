import type { FaultsState } from "../shared/faults/fault-state.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { brokenFaults } from "../shared/retraining/broken-faults.ts";
import { parseWindowId } from "../shared/window/window.ts";
import { faultStateKey } from "../shared/window/work-keys.ts";
import { acknowledgementsOf } from "./acknowledgements.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";
import { windowsOfVariantLeftOut } from "./windows-left-out.ts";

/** Epoch milliseconds; `end` exclusive. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

/**
 * When a variant's data were broken, so that no model is to learn from them: windows from the first to the last of a hard fault
 * (`brokenFaults`), and those of which somebody said that they are a fault. A drift is what a model is retrained for, and stays.
 */
export async function brokenTimes(
  work: ObjectStore,
  definition: MonitorDefinition,
  of: { readonly variant: string; readonly now: number },
): Promise<TimeRange[]> {
  const state = await getJson<FaultsState>(work, faultStateKey(definition.endpoint, of.variant));
  const said = await acknowledgementsOf(work, { endpoint: definition.endpoint, variant: of.variant });
  const faults = brokenFaults(state?.value.faults ?? [], said)
    .flatMap(({ told }) => told)
    .map(({ first, last }) => ({ start: parseWindowId(first).start, end: parseWindowId(last).end }));
  const answered = await windowsOfVariantLeftOut(work, definition, of);
  return [...faults, ...answered.filter(({ as }) => as === "fault")];
}
