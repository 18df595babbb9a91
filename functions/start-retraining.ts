/** Task `start-retraining` of the machine analyze-window. */
import { executions } from "../adapters/aws/parts/executions.ts";
import { wire } from "../adapters/wire.ts";
import { startRetraining } from "../steps/start-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("start-retraining", startRetraining, wire([executions]));
