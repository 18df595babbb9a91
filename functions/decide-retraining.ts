/** Task `decide-retraining` of the machine retrain. */
import { events, executions, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { decideRetraining } from "../steps/decide-retraining.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "decide-retraining",
  decideRetraining,
  wire([storage, executions, events]),
);
