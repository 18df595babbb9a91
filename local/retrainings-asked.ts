import type { ObjectStore } from "../steps/ports.ts";

interface DecisionLine {
  readonly detailType?: unknown;
  readonly detail?: {
    readonly endpoint?: unknown;
    readonly variant?: unknown;
    readonly windowId?: unknown;
    readonly action?: unknown;
    readonly reasons?: unknown;
  };
}

/**
 * What was decided about each window that asked for a retraining, by window id, from the `events.jsonl` that a laptop
 * keeps beside its work store. Empty where there is none: on AWS decisions go to the event bus.
 */
export async function retrainingsAsked(
  work: ObjectStore,
  of: { readonly endpoint: string; readonly variant: string },
): Promise<Map<string, string>> {
  const decided = new Map<string, string>();
  const events = await work.get("events.jsonl");
  if (events === undefined) return decided;
  for (const line of new TextDecoder().decode(events.body).split("\n")) {
    if (!line.includes('"Plumbline Retraining Decision"')) continue;
    const { detail } = parsed(line);
    if (
      detail?.endpoint !== of.endpoint ||
      detail.variant !== of.variant ||
      typeof detail.windowId !== "string"
    )
      continue;
    const reasons = Array.isArray(detail.reasons) ? detail.reasons.join(" ") : "";
    decided.set(
      detail.windowId,
      detail.action === "retrain" ? `a retraining: ${reasons}` : `nothing: ${reasons}`,
    );
  }
  return decided;
}

/** A line that a crash cut off says nothing. */
function parsed(line: string): DecisionLine {
  try {
    return JSON.parse(line) as DecisionLine;
  } catch {
    return {};
  }
}
