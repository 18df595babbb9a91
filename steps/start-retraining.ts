import { retrainingExecutionName } from "../shared/window/execution-name.ts";
import { windowId } from "../shared/window/window.ts";
import type { VerdictSummary } from "./analyze-window.ts";
import type { Ports } from "./ports.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/** What the retrain machine is started with. */
export interface RetrainingRequest {
  readonly endpoint: string;
  readonly variant: string;
  readonly trigger: "window" | "alarm";
  /** The window that asks, or null for an alarm. */
  readonly windowId: string | null;
  readonly reason: string;
}

/** Asks for a retraining. Its execution is named by the window, so that a window starts one at most, whatever is tried again. */
export async function startRetraining(
  ports: Pick<Ports, "executions">,
  input: WindowInput & { readonly verdict: VerdictSummary },
): Promise<{ started: boolean; name: string }> {
  const { window } = windowRevisionOf(input);
  const name = retrainingExecutionName(window);
  const { violationRate, violationRateThreshold } = input.verdict;
  const request: RetrainingRequest = {
    endpoint: window.endpoint,
    variant: window.variant,
    trigger: "window",
    windowId: windowId(window),
    reason: `Window ${windowId(window)} has violation rate ${violationRate}, threshold ${violationRateThreshold}.`,
  };
  return { started: (await ports.executions.start("retrain", name, request)) === "started", name };
}
