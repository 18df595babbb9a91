/** Task `publish-report` of the machines analyze-window and replay. */
import { events, metrics, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { publishReport } from "../steps/publish-report.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("publish-report", publishReport, wire([storage, metrics, events]));
