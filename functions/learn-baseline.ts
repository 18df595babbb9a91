/** Task `learn-baseline` of the machine analyze-window. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { learnBaseline } from "../steps/learn-baseline.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("learn-baseline", learnBaseline, wire([storage]));
