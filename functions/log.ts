/**
 * One JSON line an invocation, on standard error. It holds numbers and names, never captured text: messages are
 * written only where their text is ours or the AWS SDK's, because the engine's and the parsers' own errors quote
 * what they were reading (`JSON.parse` does).
 */
import type { MiddlewareObj } from "@middy/core";
import * as ownErrors from "../shared/errors.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";

type Line = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line. */
export function log(line: Line): void {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/**
 * A count as a line of CloudWatch's embedded metric format: a metric without a client, which would cost a cold start 60 ms.
 * Without dimensions, in our namespace.
 */
export function logMetric(name: string, count: number): void {
  const CloudWatchMetrics = [
    { Namespace: METRIC_NAMESPACE, Dimensions: [[]], Metrics: [{ Name: name, Unit: "Count" }] },
  ];
  const line = { _aws: { Timestamp: Date.now(), CloudWatchMetrics }, [name]: count };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** A middleware that logs how each invocation of a step ended, and lets no foreign message out of the function. */
export function logged(step: string): MiddlewareObj {
  let started = 0;
  const line = (outcome: string, requestId: string | undefined) => ({
    step,
    outcome,
    requestId,
    ms: Date.now() - started,
  });
  return {
    before() {
      started = Date.now();
    },
    after({ response, context }) {
      log({ level: "info", ...line("ok", context.awsRequestId), ...numbersOf(response) });
    },
    onError(request) {
      request.error = harmless(request.error);
      const { name, message } = request.error!;
      log({ level: "error", ...line("failed", request.context.awsRequestId), error: name, message });
    },
  };
}

/**
 * The error itself when its message is ours or the SDK's; otherwise one of the same name whose message and stack name
 * the place and leave out the text. State machines tell errors apart by name, so the name always stays.
 */
export function harmless(thrown: unknown): Error {
  if (thrown instanceof Error && (isOwn(thrown) || "$metadata" in thrown)) return thrown;
  const name = thrown instanceof Error ? thrown.name : "Error";
  const frames =
    thrown instanceof Error ? (thrown.stack ?? "").split("\n").filter((frame) => /^\s+at /.test(frame)) : [];
  const told = new Error(
    `${name}${frames[0]?.replace(/^\s+at/, " at") ?? ""} (its text is left out: it may quote captured data)`,
  );
  told.name = name;
  told.stack = [`${name}: ${told.message}`, ...frames].join("\n");
  return told;
}

/** Ours: the named classes, and plain `Error`, which neither the engine nor the parsers on the data's path throw. */
const isOwn = (thrown: Error) =>
  thrown.constructor === Error ||
  Object.values(ownErrors).some((own) => typeof own === "function" && thrown instanceof own);

function numbersOf(response: unknown): Line {
  const entries = typeof response === "object" && response !== null ? Object.entries(response) : [];
  return Object.fromEntries(
    entries.filter(([, value]) => typeof value === "number" || typeof value === "boolean"),
  );
}
