import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";
import { revisionFolder } from "../shared/window/work-keys.ts";
import { putJson } from "./json-object.ts";
import type { Ports } from "./ports.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/** What a state machine puts under `$.error`. */
export interface CaughtError {
  readonly Error?: string;
  readonly Cause?: string;
}

/** Leaves `failure.json` beside a revision that failed; the sweep then starts the next one. A replay's failure is nobody's alarm. */
export async function recordFailure(
  ports: Pick<Ports, "work" | "metrics" | "clock">,
  input: WindowInput & { readonly error?: CaughtError },
): Promise<{ recorded: string }> {
  const at = windowRevisionOf(input);
  const key = `${revisionFolder(at)}failure.json`;
  const now = ports.clock.now();
  // The cause may quote a message of the runtime; captured text never is in one.
  await putJson(ports.work, key, {
    at: new Date(now).toISOString(),
    error: input.error?.Error ?? "unknown",
    cause: (input.error?.Cause ?? "").slice(0, 4000),
  });
  if (at.replay === undefined)
    await ports.metrics.put(METRIC_NAMESPACE, [
      { name: "RevisionsFailed", value: 1, unit: "Count", timestamp: now, dimensions: {} },
    ]);
  return { recorded: key };
}
