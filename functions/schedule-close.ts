/** Task `schedule-close` of the machine analyze-window. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { scheduleClose } from "../steps/schedule-close.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("schedule-close", scheduleClose, wire([storage]));
