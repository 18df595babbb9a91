/** Task `analyze-window` of the machines analyze-window and replay. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { analyzeWindow } from "../steps/analyze-window.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("analyze-window", analyzeWindow, wire([storage]));
