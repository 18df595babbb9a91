/** Task `build-training-set` of the machine retrain. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { buildTrainingSet } from "../steps/build-training-set.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("build-training-set", buildTrainingSet, wire([storage]));
