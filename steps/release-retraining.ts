import { toldCause } from "../shared/retraining/failure-of-job.ts";
import { cooldownAfter } from "../shared/retraining/retraining-policy.ts";
import type { RetrainingRecord, RetrainingState } from "../shared/retraining/retraining-state.ts";
import { retrainingStateKey } from "../shared/window/work-keys.ts";
import type { RetrainingLock } from "./acquire-retraining.ts";
import type { TrainingSet } from "./build-training-set.ts";
import type { Comparison } from "./compare-models.ts";
import { swapJson } from "./json-object.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import type { CaughtError } from "./record-failure.ts";
import type { RetrainingRequest } from "./start-retraining.ts";

type Outcome = Exclude<RetrainingRecord["outcome"], "running">;

export interface Release {
  readonly outcome: Outcome;
  /** For a notification; SNS takes 100 ASCII characters. */
  readonly subject: string;
  readonly message: string;
}

interface RetrainingRun extends RetrainingRequest {
  readonly lock: RetrainingLock;
  readonly training?: TrainingSet;
  readonly comparison?: Comparison;
  readonly error?: CaughtError;
}

/** Gives the lock back, with the outcome in the history and the next cooldown: doubled for each failure in a row. */
export async function releaseRetraining(
  ports: Pick<Ports, "work" | "clock" | "events">,
  input: RetrainingRun,
): Promise<Release> {
  const now = ports.clock.now();
  const monitor = await requireMonitor(ports.work, input.endpoint, input.variant, now);
  const [outcome, reason] = outcomeOf(input);
  const { jobName: job, owner } = input.lock;
  await swapJson<RetrainingState>(ports.work, retrainingStateKey(input.endpoint), (state) => {
    if (state === undefined || state.trainingJobName !== job || state.owner === null) return undefined;
    // An execution that was given up may still be at its last step while another one has adopted its job.
    if (owner !== undefined && state.owner !== owner) return undefined;
    const attempts = outcome === "failed" ? state.attempts + 1 : 0;
    const cooldownUntil =
      monitor.retraining === undefined
        ? state.cooldownUntil
        : new Date(cooldownAfter(monitor.retraining, attempts, now)).toISOString();
    const history = state.history.map((record) =>
      record.job === job && record.endedAt === null
        ? { ...record, endedAt: new Date(now).toISOString(), outcome, reason: `${record.reason} ${reason}` }
        : record,
    );
    return { ...state, owner: null, trainingJobName: null, attempts, cooldownUntil, history };
  });
  await ports.events.put([
    {
      detailType: "Plumbline Retraining Outcome",
      time: now,
      detail: {
        version: 1,
        key: `${input.endpoint}/${job}`,
        endpoint: input.endpoint,
        variant: input.variant,
        job,
        outcome,
        reason,
      },
    },
  ]);
  return {
    outcome,
    subject: `Plumbline: retraining of ${input.endpoint} ${outcome}`.slice(0, 100),
    message: `${input.reason}\n${reason}\nTraining job: ${job}`,
  };
}

function outcomeOf({ error, training, comparison }: RetrainingRun): [Outcome, string] {
  if (error !== undefined) return ["failed", `${error.Error ?? "Error"}: ${toldCause(error.Cause ?? "")}`];
  if (training !== undefined && !training.enough) return ["too-little-data", tooFewRows(training)];
  if (comparison?.better === true)
    return [
      "challenger-won",
      `${comparison.reason}${comparison.modelPackage === undefined ? "" : " Registered for approval."}`,
    ];
  return ["kept-champion", comparison?.reason ?? "Nothing was compared."];
}

function tooFewRows({ rows, leftOut, wanted }: TrainingSet): string {
  const aside = leftOut > 0 ? ` beside ${leftOut} that came while the data were broken` : "";
  return `${rows} labelled rows${aside}; the policy asks for ${wanted}.`;
}
