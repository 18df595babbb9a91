/** Invoked every hour: opens windows that nobody opened and those that are not whole. */
import { events, executions, metrics, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { sweepWindows } from "../steps/sweep-windows.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "sweep-windows",
  sweepWindows,
  wire([storage, executions, metrics, events]),
);
