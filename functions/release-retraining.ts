/** Task `release-retraining` of the machine retrain. */
import { events } from "../adapters/aws/parts/events.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { releaseRetraining } from "../steps/release-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("release-retraining", releaseRetraining, wire([storage, events]));
