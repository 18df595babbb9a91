/** Invoked by EventBridge when an alarm on a violation rate goes off. */
import { executions } from "../adapters/aws/parts/executions.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { retrainOnAlarm } from "../steps/retrain-on-alarm.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("retrain-on-alarm", retrainOnAlarm, wire([storage, executions]));
