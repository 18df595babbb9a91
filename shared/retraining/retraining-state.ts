/** How one retraining ended. */
export interface RetrainingRecord {
  readonly job: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly trigger: "window" | "alarm";
  readonly outcome: "running" | "challenger-won" | "kept-champion" | "failed" | "too-little-data";
  readonly reason: string;
}

/**
 * `retraining/<endpoint>/state.json`: the lock and the memory of an endpoint's retrainings. Every write
 * is If-Match with `owner` = the writer's execution.
 */
export interface RetrainingState {
  readonly version: 1;
  readonly endpoint: string;
  /** Execution that holds the lock, null when free. */
  readonly owner: string | null;
  readonly trainingJobName: string | null;
  /** No retraining before this time (ISO 8601), null when there was none yet. */
  readonly cooldownUntil: string | null;
  /** Failures in a row; the cooldown doubles with each. */
  readonly attempts: number;
  /** Newest last, at most 50. */
  readonly history: readonly RetrainingRecord[];
}

export const NO_RETRAINING = (endpoint: string): RetrainingState => ({
  version: 1,
  endpoint,
  owner: null,
  trainingJobName: null,
  cooldownUntil: null,
  attempts: 0,
  history: [],
});
