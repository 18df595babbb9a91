/** Task `merge-profiles` of the machines analyze-window and replay. */
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { mergeProfiles } from "../steps/merge-profiles.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("merge-profiles", mergeProfiles, wire([storage]));
