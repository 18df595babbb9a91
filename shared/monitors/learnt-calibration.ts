import type { Calibration } from "../calibration/calibration.ts";
import type { JudgedBaseline } from "./judge-window.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** What a baseline learnt of its own windows, where the monitor goes by it; undefined of a baseline of before 0.3. */
export function learntCalibration(
  { drift }: Pick<MonitorDefinition, "drift">,
  { calibration }: Pick<JudgedBaseline, "calibration">,
): Calibration | undefined {
  return drift.calibration === "on" && calibration?.version === 2 ? calibration : undefined;
}
