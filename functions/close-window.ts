/** Task `close-window` of the machines analyze-window and replay. */
import { deployments } from "../adapters/aws/parts/deployments.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { traffic } from "../adapters/aws/parts/traffic.ts";
import { wire } from "../adapters/wire.ts";
import { closeWindow } from "../steps/close-window.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("close-window", closeWindow, wire([storage, traffic, deployments]));
