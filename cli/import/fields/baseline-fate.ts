/** What became of the files of a baseline, for the fields that name them. */
import { carried, type Field, type FieldFate, left, shown, unneeded } from "../field-fate.ts";
import type { ImportedMonitor } from "../imported-monitor.ts";

/** For a file that the job names. */
export const jobBaselineFate = ({ imported }: Field): FieldFate => outcome(imported);

/** For a file that was registered with the model: it counts where the job names none. */
export function packageBaselineFate({ imported }: Field): FieldFate {
  if (imported.baselineSource?.of === "job")
    return unneeded("the schedule judged by the baseline of its own job");
  return outcome(imported);
}

/** A baselining job stands for its files only where they are not named beside it. */
export function baselineNameFate({ value, imported }: Field): FieldFate {
  if (imported.baselineSource !== undefined) return unneeded("the files of the baseline are named");
  return left(
    "the baseline is where this job has put it",
    `See where with: aws sagemaker describe-processing-job --processing-job-name ${shown(value)}; copy statistics.json and constraints.json from there, then: plumbline push --baseline FOLDER`,
  );
}

function outcome({ baseline }: ImportedMonitor): FieldFate {
  if (baseline === undefined) return unneeded("the schedule judged by another baseline");
  if (baseline.state === "absent") return left(baseline.why, baseline.next);
  if (baseline.state === "copied") return carried("baseline.uri");
  return carried(
    "baseline.uri",
    `it stays where it is, because it could not be read from here (${baseline.why})`,
  );
}
