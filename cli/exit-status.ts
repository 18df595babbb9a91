import type { VerdictName } from "../shared/report/verdict.ts";

/** 0: nothing to do. 1: somebody has to look at the data or the model. 2: nothing can be said. */
export type ExitStatus = 0 | 1 | 2;

const STATUS: Readonly<Record<VerdictName, ExitStatus>> = {
  Healthy: 0,
  NoTraffic: 0,
  InsufficientData: 0,
  Learning: 0,
  Violations: 1,
  CaptureBroken: 1,
  BaselineMissing: 2,
  TooLate: 2,
  Failed: 2,
};

/** The exit status of a run that ended with these verdicts: the largest of theirs; 0 when there are none. */
export function exitStatusOf(verdicts: Iterable<VerdictName>): ExitStatus {
  let status: ExitStatus = 0;
  for (const verdict of verdicts) if (STATUS[verdict] > status) status = STATUS[verdict];
  return status;
}
