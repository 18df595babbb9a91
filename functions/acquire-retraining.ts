/** Task `acquire-retraining` of the machine retrain. */
import { executions } from "../adapters/aws/parts/executions.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { trainingJobs } from "../adapters/aws/parts/training-jobs.ts";
import { wire } from "../adapters/wire.ts";
import { acquireRetraining } from "../steps/acquire-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "acquire-retraining",
  acquireRetraining,
  wire([storage, executions, trainingJobs]),
);
