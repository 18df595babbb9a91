/** Task `decide-retraining` of the machine retrain. */
import { events } from "../adapters/aws/parts/events.ts";
import { executions } from "../adapters/aws/parts/executions.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { decideRetraining } from "../steps/decide-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "decide-retraining",
  decideRetraining,
  wire([storage, executions, events]),
);
