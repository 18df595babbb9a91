import { findHardFaults, isEnough } from "../../shared/faults/find-hard-faults.ts";
import type { HardFault } from "../../shared/faults/hard-fault.ts";
import { lookAtPart } from "../../shared/faults/look-at-part.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import type { Window } from "../../shared/window/window.ts";
import type { Ports } from "../ports.ts";
import { faultBaseline } from "./fault-baseline.ts";

/** What is known of a partial that was just written. */
export interface PartialLook {
  readonly window: Window;
  /** Key of the partial. */
  readonly key: string;
  readonly rows: number;
  readonly records: number;
  /** Earliest event time, epoch milliseconds. */
  readonly time: number;
  /** Hard faults of its rows; absent where they are too few, and where the baseline could not be read now. */
  readonly faults?: readonly HardFault[];
}

/** A window that ended longer ago than the alarm series takes a window wakes nobody: its next revision says what came late. */
const FRESH_MS = 3 * 3_600_000;

/** Whether files of a window are looked at as they land. */
export const isLookedAt = ({ end }: Window, now: number): boolean => now <= end + FRESH_MS;

/**
 * Looks at a partial while its profile is at hand. It never throws: whatever goes wrong here is tried again, and said, by whoever opens
 * the windows, after they are opened.
 */
export async function lookAtPartial(
  ports: Pick<Ports, "work" | "clock">,
  monitor: MonitorDefinition,
  {
    window,
    key,
    profile,
  }: { readonly window: Window; readonly key: string; readonly profile: DatasetProfile },
): Promise<PartialLook> {
  const { rows, records, firstTime: time = window.start } = profile;
  const look = { window, key, rows, records, time };
  if (!isEnough(look) || !isLookedAt(window, ports.clock.now())) return look;
  try {
    return { ...look, faults: await faultsIn(ports, monitor, window, profile) };
  } catch {
    return look;
  }
}

/** The hard faults of some rows of a window; none where there is nothing to judge them by. */
export async function faultsIn(
  ports: Pick<Ports, "work" | "clock">,
  definition: MonitorDefinition,
  window: Window,
  profile: DatasetProfile,
): Promise<HardFault[]> {
  const judged = await faultBaseline(ports, definition, window);
  return judged === undefined ? [] : findHardFaults(lookAtPart({ definition, window, profile, ...judged }));
}
