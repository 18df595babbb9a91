/** Task `record-failure` of the machine analyze-window. */
import { metrics, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { recordFailure } from "../steps/record-failure.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("record-failure", recordFailure, wire([storage, metrics]));
