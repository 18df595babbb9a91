import {
  NO_RETRAINING,
  type RetrainingRecord,
  type RetrainingState,
} from "../shared/retraining/retraining-state.ts";
import { trainingJobName } from "../shared/retraining/training-job-request.ts";
import { retrainingStateKey } from "../shared/window/work-keys.ts";
import { getJson, putJson } from "./json-object.ts";
import type { Ports } from "./ports.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

export interface RetrainingLock {
  readonly acquired: boolean;
  readonly jobName: string;
  readonly reason: string;
  /** Who has it; absent where it was not acquired. */
  readonly owner?: string;
}

/**
 * Takes the endpoint's retraining lock by compare-and-swap. The same execution that tries again still has it; a
 * holder whose execution is no longer running is taken over, and its job, if there is one, adopted.
 */
export async function acquireRetraining(
  ports: Pick<Ports, "work" | "executions" | "trainingJobs" | "clock">,
  input: RetrainingRequest & { readonly owner: string },
): Promise<RetrainingLock> {
  const key = retrainingStateKey(input.endpoint);
  const there = await getJson<RetrainingState>(ports.work, key);
  const state = there?.value ?? NO_RETRAINING(input.endpoint);
  const now = new Date(ports.clock.now()).toISOString();
  if (state.owner === input.owner)
    return {
      acquired: true,
      jobName: state.trainingJobName ?? "",
      reason: "this execution has the lock",
      owner: input.owner,
    };
  if (state.owner !== null && (await ports.executions.status("retrain", state.owner)) === "RUNNING")
    return {
      acquired: false,
      jobName: state.trainingJobName ?? "",
      reason: `execution ${state.owner} is retraining this endpoint`,
    };
  const adopted = state.owner === null ? undefined : await runningJob(ports, state.trainingJobName);
  // A decision and its lock are two steps: somebody may have retrained in between.
  if (state.owner === null && state.cooldownUntil !== null && now < state.cooldownUntil)
    return { acquired: false, jobName: "", reason: `the cooldown lasts until ${state.cooldownUntil}` };
  const occasion = input.windowId ?? now.replace(/\D/g, "").slice(0, 14);
  const jobName = adopted ?? trainingJobName(input.endpoint, input.variant, occasion, state.attempts + 1);
  const record: RetrainingRecord = {
    job: jobName,
    startedAt: now,
    endedAt: null,
    trigger: input.trigger,
    outcome: "running",
    reason: input.reason,
  };
  const next: RetrainingState = {
    ...state,
    owner: input.owner,
    trainingJobName: jobName,
    history: [...ended(state, now), record].slice(-50),
  };
  const outcome = await putJson(
    ports.work,
    key,
    next,
    there === undefined ? { ifNoneMatch: "*" } : { ifMatch: there.etag },
  );
  if (!outcome.written) return acquireRetraining(ports, input);
  return {
    acquired: true,
    jobName,
    reason: adopted === undefined ? "the lock was free" : `took over job ${adopted} of ${state.owner}`,
    owner: input.owner,
  };
}

/** The history, with what a dead execution left open closed. */
function ended({ history }: RetrainingState, now: string): RetrainingRecord[] {
  return history.map((record) =>
    record.endedAt === null
      ? {
          ...record,
          endedAt: now,
          outcome: "failed",
          reason: `${record.reason} Its execution ended without giving the lock back.`,
        }
      : record,
  );
}

async function runningJob(
  ports: Pick<Ports, "trainingJobs">,
  job: string | null,
): Promise<string | undefined> {
  if (job === null) return undefined;
  const described = await ports.trainingJobs.describe(job);
  return described?.status === "InProgress" || described?.status === "Completed" ? job : undefined;
}
