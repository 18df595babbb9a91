/** Task `compare-models` of the machine retrain. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { trainingJobs } from "../adapters/aws/parts/training-jobs.ts";
import { wire } from "../adapters/wire.ts";
import { compareModels } from "../steps/compare-models.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("compare-models", compareModels, wire([storage, trainingJobs]));
