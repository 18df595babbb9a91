/** Task `release-retraining` of the machine retrain. */
import { events, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { releaseRetraining } from "../steps/release-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("release-retraining", releaseRetraining, wire([storage, events]));
