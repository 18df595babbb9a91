/** Task `close-window` of the machines analyze-window and replay. */
import { deployments, storage, traffic } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { closeWindow } from "../steps/close-window.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("close-window", closeWindow, wire([storage, traffic, deployments]));
