/** Invoked by a person: any past range of windows again, an interrupted one taken up, a finished one made live. */
import { events } from "../adapters/aws/parts/events.ts";
import { executions } from "../adapters/aws/parts/executions.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { replay } from "../steps/replay.ts";
import { stepHandler } from "./step-handler.ts";

export const handler = stepHandler("replay", replay, wire([storage, executions, events]));
