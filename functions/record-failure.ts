/** Task `record-failure` of the machine analyze-window. */
import { metrics } from "../adapters/aws/parts/metrics.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { recordFailure } from "../steps/record-failure.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("record-failure", recordFailure, wire([storage, metrics]));
