import type { CaptureKindName } from "../shared/capture/capture-kinds.ts";
import { batchSource } from "./batch-source.ts";
import { type CaptureSource, captureSource, type SourceRequest } from "./capture-source.ts";
import type { Io } from "./io.ts";

/** The captures that a command line names, by the way in which they were made. Throws what its two finders throw. */
export const findSource = (
  io: Pick<Io, "cwd" | "env">,
  kind: CaptureKindName,
  request: SourceRequest,
): Promise<CaptureSource> => (kind === "batch-transform" ? batchSource : captureSource)(io, request);
