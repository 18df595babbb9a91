/** Task `publish-report` of the machines analyze-window and replay. */
import { events } from "../adapters/aws/parts/events.ts";
import { metrics } from "../adapters/aws/parts/metrics.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { publishReport } from "../steps/publish-report.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("publish-report", publishReport, wire([storage, metrics, events]));
