/** Fields of DescribeModelPackage: the baselines that were registered with the model. */
import { carried, elsewhere, type Field, type FieldFate, type FieldTable, unneeded } from "../field-fate.ts";
import { packageBaselineFate } from "./baseline-fate.ts";

const BASELINES = "DriftCheckBaselines";
const ofAnotherMonitor = elsewhere(
  "it is the baseline of a monitor of another kind, which is not supported yet",
  "Keep the schedule that uses it.",
);

export const modelPackageFields: FieldTable = {
  "": unneeded("it is of the model, not of its monitoring"),
  ModelPackageArn: versionFate,
  [`${BASELINES}.ModelDataQuality.Statistics.S3Uri`]: packageBaselineFate,
  [`${BASELINES}.ModelDataQuality.Constraints.S3Uri`]: packageBaselineFate,
  [`${BASELINES}.ModelDataQuality`]: unneeded("it describes the file, which is looked at itself"),
  [`${BASELINES}.ModelQuality`]: ofAnotherMonitor,
  [`${BASELINES}.Bias`]: ofAnotherMonitor,
  [`${BASELINES}.Explainability`]: ofAnotherMonitor,
};

function versionFate({ imported }: Field): FieldFate {
  if (imported.baselineSource?.modelVersion === undefined) return unneeded("no baseline tells of its model");
  return carried("baseline.modelVersion");
}
