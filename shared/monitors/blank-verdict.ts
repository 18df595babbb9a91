import type { Verdict } from "../report/verdict.ts";
import { type Window, windowId } from "../window/window.ts";
import { isShadow } from "./all-variants.ts";
import type { MonitorDefinition } from "./monitor-definition.ts";

/** The verdict of a window of which nothing is known yet: no traffic, nothing evaluated. */
export function blankVerdict(definition: MonitorDefinition, window: Window): Verdict {
  return {
    version: 1,
    monitor: definition.monitor,
    endpoint: window.endpoint,
    variant: window.variant,
    window: {
      id: windowId(window),
      start: new Date(window.start).toISOString(),
      end: new Date(window.end).toISOString(),
    },
    verdict: "NoTraffic",
    reason: "",
    flags: isShadow(definition, window.variant) ? ["shadow"] : [],
    records: 0,
    rows: 0,
    malformed: { count: 0, byReason: {} },
    coverage: null,
    baseline: null,
    columnsEvaluated: 0,
    checksEvaluated: 0,
    violationRate: null,
    violationRateThreshold: definition.violationRate.threshold ?? 0.2,
    severity: "none",
    violations: [],
    reported: [],
    decision: { action: "none", reasons: [] },
  };
}
