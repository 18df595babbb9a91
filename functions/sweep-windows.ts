/** Invoked every hour: opens windows that nobody opened and those that are not whole. */
import { events } from "../adapters/aws/parts/events.ts";
import { executions } from "../adapters/aws/parts/executions.ts";
import { metrics } from "../adapters/aws/parts/metrics.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { sweepWindows } from "../steps/sweep-windows.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler(
  "sweep-windows",
  sweepWindows,
  wire([storage, executions, metrics, events]),
);
