/** Task `suggest-baseline` of the machine suggest-baseline. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { suggestBaseline } from "../steps/suggest-baseline.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("suggest-baseline", suggestBaseline, wire([storage]));
