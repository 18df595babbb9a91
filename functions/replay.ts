/** Invoked by a person: any past range of windows again, an interrupted one taken up, a finished one made live. */
import { events, executions, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { replay } from "../steps/replay.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("replay", replay, wire([storage, executions, events]));
