import { alternativeOf, parseSetting } from "../../shared/backtest/alternative.ts";
import { type BacktestedVariant, runBacktest } from "../backtest/run-backtest.ts";
import { tellBacktest } from "../backtest/tell-backtest.ts";
import { wantedDefinition } from "../backtest/wanted-definition.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { findMonitor } from "../find-monitor.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { openLocation, openStore, storeOf } from "../open-store.ts";
import { dayOrTime } from "../option-values.ts";
import { progressOn } from "../progress.ts";

interface BacktestOptions {
  readonly monitor: string;
  readonly from: string;
  readonly to: string;
  readonly set?: readonly string[];
  readonly baseline?: string;
  readonly store?: string;
  readonly json?: true;
}

const several = (text: string, before: readonly string[] = []) => [...before, text];

/** `plumbline backtest`: stored windows under another setting. */
export const backtest: CliCommand = (program, io, end) => {
  program
    .command("backtest")
    .summary("what would have fired with other thresholds, baselines, windows or columns")
    .description(
      "Judges stored windows again under another setting and shows what fired beside what would have fired. Thresholds, budgets and columns left out go by stored distances, a month in a second or two; everything else by stored profiles. It only reads: no verdict, alarm or retraining changes.",
    )
    .requiredOption(
      "--monitor <file>",
      "name of a stored monitor, or the file of its definition: what the file has otherwise is tried",
    )
    .requiredOption("--from <time>", "first window, ISO 8601", dayOrTime)
    .requiredOption("--to <time>", "end of the range, ISO 8601", dayOrTime)
    .option(
      "--set <key=value>",
      "a key of the definition with another value; may be given several times, for one setting",
      several,
    )
    .option(
      "--baseline <folder>",
      "a baseline in place of those that the windows were judged by: a folder or s3://",
    )
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--json", "print the comparison as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline backtest --monitor flights --store .plumbline/demo/store --from 2001-02-10 --to 2001-03-02 --set drift.threshold=0.2",
        'plumbline backtest --monitor monitors/churn.yml --store s3://plumbline-dev-work --from 2026-01-01 --to 2026-04-01 --set falseAlarms.perMonth=0.5 --set columns.exclude=["session_id"]',
      ),
    )
    .action(async (options: BacktestOptions) => {
      const told = await run(io, options);
      io.stdout.write(options.json ? jsonText({ version: 1, ...told.summary }) : told.text);
      end(0);
    });
};

async function run(io: Io, options: BacktestOptions) {
  const store = storeOf(io, options.store);
  const { work } = await openStore(io, store);
  const stored = await findMonitor(io, work, options.monitor);
  const settings = (options.set ?? []).map(parseSetting);
  const alternative = alternativeOf(stored, settings, await wantedDefinition(io, options.monitor));
  const baseline = await baselinePlace(io, options.baseline);
  const [from, to] = [Date.parse(options.from), Date.parse(options.to)];
  const progress = progressOn(io);
  progress.stage(`Judging the windows of ${stored.monitor} again`);
  const variants: BacktestedVariant[] = await runBacktest(
    { work, stored, alternative, baseline, from, to },
    (done, of) => progress.update(`${done} of ${of}`),
  );
  progress.end();
  const { changes, untried } = alternative;
  const { monitor } = stored;
  return {
    text: tellBacktest(io, { monitor, alternative, baseline: options.baseline, variants }),
    summary: {
      store,
      monitor,
      from: options.from,
      to: options.to,
      changes,
      untried,
      baseline: options.baseline ?? null,
      variants,
    },
  };
}

async function baselinePlace(io: Io, uri: string | undefined) {
  if (uri === undefined) return undefined;
  const { store, prefix } = await openLocation(io, uri);
  return { store, folder: prefix };
}
