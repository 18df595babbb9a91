import type { ProfileView } from "../columns/profile-view.ts";
import { compareWindow } from "../monitors/compare-window.ts";
import type { JudgedBaseline } from "../monitors/judge-window.ts";
import type { MonitorDefinition } from "../monitors/monitor-definition.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import type { Window } from "../window/window.ts";
import type { FaultLook } from "./hard-fault.ts";

export interface PartOfWindow {
  readonly definition: MonitorDefinition;
  readonly window: Window;
  /** Of some of the window's rows. */
  readonly profile: DatasetProfile;
  /** Of the window's season slot. */
  readonly baseline: JudgedBaseline;
  /** The profile of the whole baseline. */
  readonly whole: ProfileView;
}

/** A part of a window beside its baseline, both under the names that the closed window will be judged by. */
export function lookAtPart({ definition, window, profile, baseline, whole }: PartOfWindow): FaultLook {
  const given = { definition, window, profile, baseline, invocations: undefined, unprofiled: 0 };
  const { context } = compareWindow(given, baseline);
  const { records } = profile;
  if (baseline.profile === whole) return { context, whole: context.baseline.profile, records };
  const behind = compareWindow(given, { ...baseline, profile: whole });
  return { context, whole: behind.context.baseline.profile, records };
}
