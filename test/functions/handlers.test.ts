import type { SQSEvent, SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { eachMessage, isQueueBatch } from "../../functions/each-message.ts";
import { harmless, logMetric } from "../../functions/log.ts";
import { stepHandler } from "../../functions/step-handler.ts";
import { Throttled } from "../../shared/errors.ts";

/** Begins with a letter: the engine quotes what it cannot read. */
const CANARY = "card-4111-1111-1111-1111";
const lines: string[] = [];
const context = { awsRequestId: "r", getRemainingTimeInMillis: () => 300_000 } as never;
const message = (messageId: string, body: string) =>
  ({ messageId, body, eventSource: "aws:sqs" }) as SQSRecord;
const batch = (...records: SQSRecord[]): SQSEvent => ({ Records: records });
const plenty = () => 300_000;

beforeEach(() => {
  lines.length = 0;
  vi.spyOn(process.stderr, "write").mockImplementation((line) => lines.push(String(line)) > 0);
});
afterEach(() => vi.restoreAllMocks());

test("a metric of a function is a line that CloudWatch reads: namespace, no dimensions, the count under its name", () => {
  const written: string[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  logMetric("WindowsTooLate", 2);
  // Embedded metric format specification: `_aws.Timestamp` in ms, `Dimensions` an array of sets, each metric at the root.
  expect(JSON.parse(written.join(""))).toEqual({
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: "Plumbline", Dimensions: [[]], Metrics: [{ Name: "WindowsTooLate", Unit: "Count" }] },
      ],
    },
    WindowsTooLate: 2,
  });
});

describe("a step's handler", () => {
  test("calls the step with its ports and returns its result", async () => {
    const handler = stepHandler(
      "close-window",
      async (ports: { factor: number }, input: { x: number }) => ({ y: input.x * ports.factor }),
      { factor: 3 },
    );
    expect(await handler({ x: 2 }, context)).toEqual({ y: 6 });
  });

  test("logs one line with the numbers of the result, and no text of it", async () => {
    const handler = stepHandler("close-window", async () => ({ files: 2, text: CANARY }), {});
    await handler({}, context);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: "info",
      step: "close-window",
      outcome: "ok",
      requestId: "r",
      files: 2,
    });
    expect(lines[0]).not.toContain(CANARY);
  });

  test("an error of ours keeps its name and message, which the state machine reads", async () => {
    const handler = stepHandler(
      "close-window",
      async () => Promise.reject(new Throttled("S3 asks to slow down.")),
      {},
    );
    await expect(handler({}, context)).rejects.toMatchObject({
      name: "Throttled",
      message: "S3 asks to slow down.",
    });
  });

  test("a parser's error keeps its name and loses the text that it quotes", async () => {
    const handler = stepHandler("close-window", async () => JSON.parse(`${CANARY} is no JSON`), {});
    const thrown = (await handler({}, context).catch((error: unknown) => error)) as Error;
    expect(thrown.name).toBe("SyntaxError");
    expect(`${thrown.message}${thrown.stack}${lines.join("")}`).not.toContain(CANARY.slice(0, 6));
  });
});

describe("an error that leaves a function", () => {
  const foreign = new SyntaxError(`Unexpected token in ${CANARY}`);

  test("of ours that repeats what a foreign cause said loses that part", () => {
    const first = `2 windows could not be swept; the first: ${foreign.message}`;
    expect(harmless(new Error(first, { cause: foreign })).message).toMatch(
      /^2 windows could not be swept; the first: SyntaxError at .*its text is left out/,
    );
  });

  test("has neither a cause nor fields of its own: Lambda's runtime writes those into the log", () => {
    const told = harmless(Object.assign(new Throttled("slow", { cause: foreign }), { input: CANARY }));
    expect(Object.getOwnPropertyNames(told).sort()).toEqual(["message", "name", "stack"]);
    expect([told.name, told.message]).toEqual(["Throttled", "slow"]);
  });

  test("of a service keeps its message; an answer that the SDK could not read is not quoted", () => {
    const $metadata = { httpStatusCode: 400 };
    const refused = Object.assign(new RangeError("Rate exceeded"), { $fault: "client", $metadata });
    expect(harmless(refused).message).toBe("Rate exceeded");
    expect(harmless(Object.assign(foreign, { $metadata })).message).not.toContain(CANARY);
  });

  test("shows characters that a viewer would obey by their numbers, and keeps its lines", () => {
    expect(harmless(new Throttled("a\nb\u001b[31m\u2028\u202e")).message).toBe(
      "a\nb\\u001b[31m\\u2028\\u202e",
    );
  });
});

test("what is not an error becomes one without its text", () => {
  expect(harmless(CANARY)).toMatchObject({ name: "Error", message: expect.not.stringContaining(CANARY) });
});

describe("a queue's batch", () => {
  test("is told from an S3 notification and a direct invocation by its source", () => {
    expect(isQueueBatch(batch(message("1", "{}")))).toBe(true);
    expect(
      [{ Records: [{ eventSource: "aws:s3" }] }, { Records: [] }, { objects: [] }, {}, null].map(
        isQueueBatch,
      ),
    ).toEqual([false, false, false, false, false]);
  });

  test("an empty one has no failures", async () => {
    expect(await eachMessage(batch(), async () => undefined, plenty)).toEqual({ batchItemFailures: [] });
  });

  test("a message that fails is the only one that comes again", async () => {
    const seen: unknown[] = [];
    const run = async (body: unknown) => {
      seen.push(body);
      if ((body as { n: number }).n === 2) throw new Throttled("slow");
    };
    const answer = await eachMessage(
      batch(message("a", '{"n":1}'), message("b", '{"n":2}'), message("c", '{"n":3}')),
      run,
      plenty,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "b" }] });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  test("a body that is not JSON fails alone, so that it ends in the dead-letter queue, and is not quoted", async () => {
    const answer = await eachMessage(
      batch(message("a", CANARY), message("b", "{}")),
      async () => undefined,
      plenty,
    );
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
    expect(lines.join("")).not.toContain(CANARY.slice(0, 6));
  });

  test("messages that the time is too short for go back unread", async () => {
    let left = 60_000;
    const run = async () => void (left -= 40_000);
    expect(await eachMessage(batch(message("a", "{}"), message("b", "{}")), run, () => left)).toEqual({
      batchItemFailures: [{ itemIdentifier: "b" }],
    });
  });
});
