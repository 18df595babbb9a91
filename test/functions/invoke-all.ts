/**
 * Runs the functions as Lambda would, in a process of its own, on the folder that it is started in: one call a line of
 * standard input as JSON, `{step, event}` or `{rename: [from, to]}` between them. How each ended goes to descriptor 3,
 * written out with everything that hangs on it; the outputs of the process are the functions' own.
 */
import { renameSync, writeSync } from "node:fs";
import { text } from "node:stream/consumers";
import { inspect } from "node:util";

type Handler = (event: unknown, context: unknown) => Promise<unknown>;
type Call =
  | { readonly step: string; readonly event: unknown }
  | { readonly rename: readonly [string, string] };

const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 300_000 };
const ENDED = 3;
const everything = {
  depth: Number.POSITIVE_INFINITY,
  showHidden: true,
  maxStringLength: null,
  maxArrayLength: null,
};

let shift = 0;
const now = Date.now;
Date.now = () => now() + shift;

for (const line of (await text(process.stdin)).split("\n").filter((each) => each !== "")) {
  const call = JSON.parse(line) as Call;
  // Definitions are looked for once a minute.
  shift += 61_000;
  if ("rename" in call) renameSync(...(call.rename as [string, string]));
  else {
    const { handler } = (await import(`../../functions/${call.step}.ts`)) as { handler: Handler };
    const ended = await handler(call.event, context).catch((error: unknown) => error);
    const failed = ended instanceof Error;
    writeSync(ENDED, `${JSON.stringify({ step: call.step, failed, ended: inspect(ended, everything) })}\n`);
  }
}
