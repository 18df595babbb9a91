/**
 * One JSON line an invocation, on standard error. It holds numbers and names, never captured text: messages are
 * written only where their text is ours or a service's, because the engine's and the parsers' own errors quote
 * what they were reading (`JSON.parse` does).
 */
import type { MiddlewareObj } from "@middy/core";
import * as ownErrors from "../shared/errors.ts";
import { METRIC_NAMESPACE } from "../shared/report/metric-namespace.ts";

type Line = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one line, whatever the texts hold: names of columns are anybody's input, and JSON escapes C0 alone. */
export function log(line: Line): void {
  const text = JSON.stringify(line);
  process.stderr.write(`${PRINTABLE.test(text) ? text : text.replace(UNSEEN, escaped)}\n`);
}

/** Nearly every line is, and is not kept waiting for the classes of Unicode: the first time they take half a millisecond. */
const PRINTABLE = /^[\x20-\x7e]*$/;

/** Controls, bidi overrides and other format characters, line and paragraph separators: terminals and viewers obey them. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const escaped = (character: string) =>
  Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at))}`).join("");
const hex = (unit: number) => unit.toString(16).padStart(4, "0");

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
 * What of an error leaves the function: its name, because state machines tell errors apart by it, the places, and the
 * message where the text is ours or a service's. Nothing hangs on it: Lambda's runtime writes an error's own fields into
 * the log, and a cause quotes what was being read.
 */
export function harmless(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error("", { cause: thrown });
  const frames = (error.stack ?? "").split("\n").filter((frame) => /^\s+at /.test(frame));
  const place = frames[0]?.replace(/^\s+at/, " at") ?? "";
  const known = error === thrown && (isOwn(error) || "$fault" in error);
  const message = known
    ? withoutCauses(error)
    : `${error.name}${place} (its text is left out: it may quote captured data)`;
  const told = new Error(message.replace(UNSEEN_IN_LINE, escaped));
  told.name = error.name;
  told.stack = [`${told.name}: ${told.message}`, ...frames].join("\n");
  return told;
}

const UNSEEN_IN_LINE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A message of ours that repeats what a foreign cause said loses that part. */
function withoutCauses(error: Error): string {
  const { cause, message } = error;
  if (!(cause instanceof Error) || cause.message === "") return message;
  return message.replaceAll(cause.message, () => harmless(cause).message);
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
