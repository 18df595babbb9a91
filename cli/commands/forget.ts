import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { wire } from "../../adapters/wire.ts";
import { UnusableInput } from "../../shared/errors.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { exitStatusOf } from "../exit-status.ts";
import { findMonitor } from "../find-monitor.ts";
import { forgetBefore } from "../forget/forget-before.ts";
import { forgetEvents } from "../forget/forget-events.ts";
import type { Forgotten } from "../forget/forgotten.ts";
import { openPlaces } from "../forget/open-places.ts";
import type { Rebuilder } from "../forget/rebuild.ts";
import { rebuildHere } from "../forget/rebuild-here.ts";
import { rebuildOnAws } from "../forget/rebuild-on-aws.ts";
import { refreshAnalysis } from "../forget/refresh-analysis.ts";
import { tellForget } from "../forget/tell-forget.ts";
import { WantedIds } from "../forget/wanted-ids.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openStore, storeOf, storeRoot } from "../open-store.ts";
import { dayOrTime } from "../option-values.ts";
import { type Progress, progressOn } from "../progress.ts";

interface ForgetOptions {
  readonly monitor: string;
  readonly store?: string;
  readonly eventId?: readonly string[];
  readonly inferenceId?: readonly string[];
  readonly before?: string;
  readonly from?: string;
  readonly to?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** `plumbline forget`: captured data out of every place that Plumbline knows, and what was made of it made again. */
export const forget: CliCommand = (program, io, end) => {
  program
    .command("forget")
    .summary("captured data, and what was made of it, out of every place")
    .description(
      "Takes the records of single events out of the captures, or everything of the windows before a time, with every older version: partials, results, replays, training sets. Windows that an event had a share in are made again without it. Nothing can be brought back.",
    )
    .requiredOption("--monitor <name>", "name of a stored monitor, or the file of its definition")
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--event-id <id>", "eventMetadata.eventId of a record; may be given several times", eachOf)
    .option("--inference-id <id>", "the caller's own id of requests; may be given several times", eachOf)
    .option("--from <time>", "look for events from this time on, ISO 8601", dayOrTime)
    .option("--to <time>", "look for events before this time, ISO 8601", dayOrTime)
    .option("--before <time>", "everything of the windows that ended before, ISO 8601", dayOrTime)
    .option("--dry-run", "say what would be removed and made again, and change nothing")
    .option("--yes", "do it")
    .option("--json", "print what was done as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline forget --monitor churn --event-id 9f8b1e0c-5a4e-4a86-b0f2-1f0f4f3f2a11 --dry-run",
        "plumbline forget --monitor churn --store s3://plumbline-dev-work --before 2026-01-01 --yes",
      ),
    )
    .action(async (options: ForgetOptions) => {
      refuse(options);
      const done = await run(io, options);
      io.stdout.write(options.json ? jsonText(done) : tellForget(done));
      const verdicts = done.rebuilt.flatMap(({ after }) => (after === null ? [] : [after.verdict]));
      end(done.left.length > 0 ? 2 : exitStatusOf(verdicts));
    });
};

function eachOf(id: string, before: readonly string[] = []): string[] {
  if (id.trim() === "") throw new InvalidArgumentError("Expected an id.");
  return [...before, id];
}

function refuse({ eventId, inferenceId, before, from, to, dryRun, yes }: ForgetOptions): void {
  const byId = eventId !== undefined || inferenceId !== undefined;
  if (byId === (before !== undefined))
    throw new UnusableInput(
      `Got ${byId ? "ids and --before" : "neither an id nor --before"}; expected one: --event-id ID or --inference-id ID, or --before TIME.`,
    );
  if (before !== undefined && (from ?? to) !== undefined)
    throw new UnusableInput(
      "Got --from or --to with --before; they narrow the search for ids. Leave them out.",
    );
  if (dryRun !== true && yes !== true)
    throw new UnusableInput(
      "Forgetting cannot be undone; nothing was changed. Look first with --dry-run, then give --yes.",
    );
}

async function run(io: Io, options: ForgetOptions): Promise<Forgotten> {
  const store = storeOf(io, options.store);
  const { work } = await openStore(io, store);
  const monitor = await findMonitor(io, work, options.monitor);
  const progress = progressOn(io);
  const places = await openPlaces(io, work, monitor);
  const dryRun = options.dryRun === true;
  const stage = (text: string) => progress.stage(text);
  // Before the first line goes: where the machines cannot be found, nothing is to be begun.
  const onAws =
    isS3(store) && options.before === undefined && !dryRun ? await deployed(io, store, progress) : undefined;
  const rebuilder = async () => onAws ?? rebuildHere(io, await storeRoot(resolve(io.cwd, store)), monitor);
  try {
    const done =
      options.before === undefined
        ? await forgetEvents(places, rebuilder, {
            wanted: new WantedIds({ events: options.eventId ?? [], inferences: options.inferenceId ?? [] }),
            span: {
              from: options.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(options.from),
              to: options.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(options.to),
            },
            dryRun,
            stage,
            update: (text) => progress.update(text),
          })
        : await forgetBefore(places, {
            before: boundary(options.before, monitor, places.now),
            dryRun,
            stage,
          });
    if (!dryRun && !isS3(work.name)) await refreshAnalysis(work, monitor);
    return done;
  } finally {
    progress.end();
  }
}

/** The start of the window that holds the time: windows go as a whole. */
function boundary(before: string, { window }: MonitorDefinition, now: number): number {
  const length = parseDuration(window)!;
  const time = Math.floor(Date.parse(before) / length) * length;
  if (time > now)
    throw new UnusableInput(`Got --before ${before}, which has not come yet; expected a time that is over.`);
  return time;
}

async function deployed(io: Io, store: string, progress: Progress): Promise<Rebuilder> {
  const { executions } = await import("../../adapters/aws/parts/executions.ts");
  const { storage } = await import("../../adapters/aws/parts/storage.ts");
  return rebuildOnAws(wire([storage, executions], { ...io.env, PLUMBLINE_STORE: store }), progress);
}
