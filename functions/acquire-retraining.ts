/** Task `acquire-retraining` of the machine retrain. */
import { executions, storage, trainingJobs } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { acquireRetraining } from "../steps/acquire-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "acquire-retraining",
  acquireRetraining,
  wire([storage, executions, trainingJobs]),
);
