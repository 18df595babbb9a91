import { type PlannedReplay, planReplay, type ReplayPlan, type ReplayRequest } from "./plan-replay.ts";
import type { Ports } from "./ports.ts";
import { type Promotion, type PromotionRequest, promoteReplay } from "./promote-replay.ts";
import { type ResumedReplay, resumeReplay, startReplay } from "./start-replay.ts";

/** A range to replay, a replay to take up again, or one to make live. */
export type ReplayInput = ReplayRequest | { readonly resume: string } | PromotionRequest;

/**
 * Plans a range of windows again and, unless it is a dry run, starts the replay machine. Everything goes to
 * `replays/<id>/`; alarms and retraining are left alone. Throws `UnusableInput` for what cannot be replayed.
 */
export async function replay(
  ports: Pick<Ports, "work" | "captures" | "executions" | "events" | "clock">,
  input: ReplayInput,
  timeLeft?: () => number,
): Promise<ReplayPlan | ResumedReplay | Promotion> {
  if ("promote" in input) return promoteReplay(ports, input, timeLeft);
  if ("resume" in input) return resumeReplay(ports, input.resume);
  const planned: PlannedReplay = await planReplay(ports, input);
  return input.dryRun === true ? planned.plan : startReplay(ports, planned);
}
