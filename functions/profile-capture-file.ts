/** Queue of capture events; Task `profile-capture-file` of the machines analyze-window and replay. */
import { deployments } from "../adapters/aws/parts/deployments.ts";
import { events } from "../adapters/aws/parts/events.ts";
import { executions } from "../adapters/aws/parts/executions.ts";
import { storage } from "../adapters/aws/parts/storage.ts";
import { wire } from "../adapters/wire.ts";
import { type ProfiledFiles, profileCaptureFile } from "../steps/profile-capture-file.ts";
import { eachMessage, isQueueBatch } from "./each-message.ts";
import { logMetric } from "./log.ts";
import { stepHandler } from "./step-handler.ts";

const ports = wire([storage, executions, events, deployments]);

/** Nobody opens a window that a file came too late for, so that nothing but this says that it came. */
async function profile(event: unknown): Promise<ProfiledFiles> {
  const profiled = await profileCaptureFile(ports, event);
  if (profiled.tooLate.length > 0) logMetric("WindowsTooLate", profiled.tooLate.length);
  return profiled;
}

export const handler = stepHandler(
  "profile-capture-file",
  (_ports, event: unknown, timeLeft): Promise<ProfiledFiles | Awaited<ReturnType<typeof eachMessage>>> =>
    isQueueBatch(event) ? eachMessage(event, profile, timeLeft) : profile(event),
  ports,
);
