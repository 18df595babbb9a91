/** Queue of capture events; Task `profile-capture-file` of the machines analyze-window and replay. */
import { executions, storage } from "../adapters/aws/aws-parts.ts";
import { wire } from "../adapters/wire.ts";
import { type ProfiledFiles, profileCaptureFile } from "../steps/profile-capture-file.ts";
import { eachMessage, isQueueBatch } from "./each-message.ts";
import { stepHandler } from "./step-handler.ts";

const ports = wire([storage, executions]);

export const handler = stepHandler(
  "profile-capture-file",
  (_ports, event: unknown, timeLeft): Promise<ProfiledFiles | Awaited<ReturnType<typeof eachMessage>>> =>
    isQueueBatch(event)
      ? eachMessage(event, (body) => profileCaptureFile(ports, body), timeLeft)
      : profileCaptureFile(ports, event),
  ports,
);
