import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { harmless, log } from "./log.ts";

/** A file takes seconds; with less than this left a message goes back to the queue instead of being cut off half-way. */
const RESERVE_MS = 30_000;

/** Whether an event is a batch of an SQS queue: the records of an S3 notification look alike but for their source. */
export function isQueueBatch(event: unknown): event is SQSEvent {
  const records = (event as Partial<SQSEvent> | null)?.Records;
  return Array.isArray(records) && records[0]?.eventSource === "aws:sqs";
}

/**
 * Runs `process` with the parsed body of each message, one after the other: memory holds one file. A message that
 * fails is named in the answer and comes again by itself (ReportBatchItemFailures); after the queue's last try it is
 * in the dead-letter queue. Messages left when the time is short are named too.
 */
export async function eachMessage(
  batch: SQSEvent,
  process: (body: unknown) => Promise<unknown>,
  timeLeft: () => number,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse["batchItemFailures"] = [];
  for (const { messageId, body } of batch.Records) {
    try {
      if (timeLeft() < RESERVE_MS) throw new Error("The invocation is about to end.");
      await process(JSON.parse(body));
    } catch (thrown) {
      const { name, message } = harmless(thrown);
      log({
        level: "warn",
        step: "profile-capture-file",
        outcome: "message failed",
        messageId,
        error: name,
        message,
      });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures };
}
