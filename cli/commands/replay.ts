import { resolve } from "node:path";
import { wire } from "../../adapters/wire.ts";
import { compareReplay, type ReplayComparison } from "../../local/compare-replay.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { formatCount, formatNoun } from "../../shared/report/format-number.ts";
import type { VerdictName } from "../../shared/report/verdict.ts";
import { replay as planReplay, type ReplayPlan } from "../../steps/replay.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { exitStatusOf } from "../exit-status.ts";
import { findMonitor } from "../find-monitor.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openStore, storeOf, storeRoot } from "../open-store.ts";
import { dayOrTime } from "../option-values.ts";
import { progressOn } from "../progress.ts";
import { startPipeline } from "../start-pipeline.ts";

interface ReplayOptions {
  readonly monitor: string;
  readonly store?: string;
  readonly from: string;
  readonly to: string;
  readonly dryRun?: true;
  readonly json?: true;
}

interface Replayed {
  readonly variant: string;
  readonly plan: ReplayPlan;
  /** null where nothing was run here: a dry run, or a replay on AWS. */
  readonly comparison: ReplayComparison | null;
}

/** Lets a retry of the replay machine fall due: its waits are on the virtual clock. */
const RETRIES_MS = 15 * 60_000;

/** `plumbline replay`: a range of windows again, beside the live ones. */
export const replay: CliCommand = (program, io, end) => {
  program
    .command("replay")
    .summary("windows again, into replays/<id>/, compared with the live ones")
    .description(
      "Closes, merges and judges every window that starts in [from, to) again, with today's definition and baseline. It writes to replays/<id>/ of the work store and never touches alarms, retraining or the live windows. On this machine it then says which windows came out the same to the byte.",
    )
    .requiredOption("--monitor <name>", "name of a stored monitor, or the file of its definition")
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .requiredOption("--from <time>", "first window, ISO 8601", dayOrTime)
    .requiredOption("--to <time>", "end of the range, ISO 8601", dayOrTime)
    .option("--dry-run", "only count windows, files and what it would cost")
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline replay --monitor flights --store .plumbline/demo/store --from 2001-02-16 --to 2001-02-17",
        "plumbline replay --monitor monitors/churn.yml --store s3://plumbline-dev-work --from 2026-03-01 --to 2026-03-02 --dry-run",
      ),
    )
    .action(async (options: ReplayOptions) => {
      const store = storeOf(io, options.store);
      const replayed = isS3(store)
        ? await onAws(io, store, options)
        : await onThisMachine(io, store, options);
      io.stdout.write(
        options.json
          ? jsonText({ version: 1, store, monitor: options.monitor, replays: replayed })
          : told(replayed, store),
      );
      end(exitStatusOf(replayed.flatMap(verdicts)));
    });
};

async function onAws(io: Io, store: string, options: ReplayOptions): Promise<Replayed[]> {
  const { storage, executions } = await import("../../adapters/aws/aws-parts.ts");
  const environment = { ...io.env, PLUMBLINE_STORE: store };
  const { work, captures, clock } = wire([storage], environment);
  const starting = options.dryRun ? noExecutions : wire([executions], environment).executions;
  const ports = { work, captures, clock, executions: starting };
  const definition = await findMonitor(io, ports.work, options.monitor);
  const replayed: Replayed[] = [];
  for (const variant of allVariants(definition))
    replayed.push({
      variant,
      plan: await planReplay(ports, requestOf(definition, variant, options)),
      comparison: null,
    });
  return replayed;
}

/** A dry run starts nothing, so it needs no address of the machines. */
const noExecutions = { start: async () => "exists" as const, status: async () => undefined };

async function onThisMachine(io: Io, store: string, options: ReplayOptions): Promise<Replayed[]> {
  const root = await storeRoot(resolve(io.cwd, store));
  const { work } = await openStore(io, store);
  const definition = await findMonitor(io, work, options.monitor);
  const clock = new VirtualClock(Date.now());
  const progress = progressOn(io);
  const engine = await startPipeline(io, { root, clock, definition, schedule: false });
  try {
    const replayed: Replayed[] = [];
    for (const variant of allVariants(definition)) {
      progress.stage(`Replaying ${definition.endpoint}/${variant}`);
      const plan = await planReplay(engine.ports, requestOf(definition, variant, options));
      await engine.settle();
      if (plan.started) await engine.runTo(clock.now() + RETRIES_MS);
      replayed.push({
        variant,
        plan,
        comparison: plan.started
          ? await compareReplay({ work, endpoint: definition.endpoint, variant, replay: plan.id })
          : null,
      });
    }
    return replayed;
  } finally {
    progress.end();
    await engine.stop();
  }
}

function requestOf(
  { endpoint }: MonitorDefinition,
  variant: string,
  { from, to, dryRun = false }: { from: string; to: string; dryRun?: boolean },
) {
  return { endpoint, variant, from, to, dryRun };
}

/** Verdicts of the replayed windows; one that the replay did not finish has failed. */
function verdicts({ plan, comparison }: Replayed): VerdictName[] {
  if (comparison === null) return [];
  const missing = Array.from({ length: plan.windows - comparison.windows }, () => "Failed" as const);
  return [...comparison.verdicts, ...missing];
}

function told(replayed: readonly Replayed[], store: string): string {
  return (
    replayed
      .flatMap(({ variant, plan, comparison }) => [
        ...planned(variant, plan),
        ...(comparison === null ? started(plan, store) : compared(plan, comparison)),
      ])
      .join("\n") + "\n"
  );
}

function planned(variant: string, plan: ReplayPlan): string[] {
  return [
    `Replay ${plan.id} (${variant}): ${formatNoun(plan.windows, "window")}, ${formatNoun(plan.files, "capture file")} (${(plan.bytes / 1e6).toFixed(1)} MB), ${formatNoun(plan.partials, "stored partial")}; on AWS about $${plan.estimatedDollars.toFixed(4)}.`,
  ];
}

function started(plan: ReplayPlan, store: string): string[] {
  if (!plan.started) return ["Nothing was started (--dry-run)."];
  return [
    `Started as execution p-${plan.id} of the replay state machine. Look at it with: aws stepfunctions list-executions --state-machine-arn …:plumbline-<stage>-replay`,
    `Results: ${store}/replays/${plan.id}/windows/`,
  ];
}

function compared(
  plan: ReplayPlan,
  { windows, identical, different, withoutLive }: ReplayComparison,
): string[] {
  const unfinished = plan.windows - windows;
  return [
    `${formatCount(identical)} of ${formatNoun(windows, "replayed window")} are the live ones to the byte (statistics, violations, verdict, report).`,
    ...different.slice(0, 20).map(({ window, files }) => `  ${window} differs in ${files.join(", ")}`),
    ...(different.length > 20 ? [`  … and ${formatCount(different.length - 20)} more`] : []),
    ...(withoutLive.length === 0
      ? []
      : [
          `${formatNoun(withoutLive.length, "window")} had no live revision: ${withoutLive.slice(0, 5).join(", ")}${withoutLive.length > 5 ? ", …" : ""}`,
        ]),
    ...(unfinished === 0
      ? []
      : [
          `${formatNoun(unfinished, "window")} came to no verdict: look at executions/replay/p-${plan.id}.json in the store.`,
        ]),
  ];
}
