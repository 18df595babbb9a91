/** Name of what a fixed baseline sees beside a rolling one, in verdicts and in `constraint_violations.json`. */
export const SLOW_DRIFT_CHECK = "slow_drift_check";
