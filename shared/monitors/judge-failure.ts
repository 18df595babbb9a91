import type { Verdict } from "../report/verdict.ts";
import type { Window } from "../window/window.ts";
import { blankVerdict } from "./blank-verdict.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** The verdict of a window whose executions failed. */
export function judgeFailure(definition: MonitorDefinition, window: Window, reason: string): Verdict {
  return {
    ...blankVerdict(definition, window),
    verdict: "Failed",
    reason: `The window could not be analyzed: ${reason}.`,
    severity: "ticket",
  };
}
