import { resolve } from "node:path";
import { type Alternative, alternativeOf, parseSetting } from "../../shared/backtest/alternative.ts";
import { DIRECTIONS, type Direction } from "../../shared/backtest/propose.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { findProposal, type Proposal } from "../backtest/find-proposal.ts";
import { renderAlternative } from "../backtest/render-alternative.ts";
import {
  type BacktestedVariant,
  type BacktestRange,
  readRange,
  runBacktest,
} from "../backtest/run-backtest.ts";
import { aboutAlternative, tellBacktest } from "../backtest/tell-backtest.ts";
import { wantedDefinition } from "../backtest/wanted-definition.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { findMonitor } from "../find-monitor.ts";
import { writeImport } from "../import/write-import.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { openLocation, openStore, storeOf } from "../open-store.ts";
import { dayOrTime, oneOf } from "../option-values.ts";
import { type Progress, progressOn } from "../progress.ts";

interface BacktestOptions {
  readonly monitor: string;
  readonly from: string;
  readonly to: string;
  readonly set?: readonly string[];
  readonly propose?: Direction;
  readonly out?: string;
  readonly force?: true;
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
      "--propose <direction>",
      "look for such a setting instead: quieter, at most the budget's alarms; sharper, as many more as the budget accepts",
      oneOf(DIRECTIONS),
    )
    .option("--out <file>", "write the other setting as a definition")
    .option("--force", "replace a file that is there")
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
        "plumbline backtest --monitor flights --store .plumbline/demo/store --from 2001-02-10 --to 2001-02-27 --set drift.threshold=0.2",
        "plumbline backtest --monitor flights --store .plumbline/demo/store --from 2001-02-10 --to 2001-02-27 --propose sharper --out sharper.yml",
        'plumbline backtest --monitor monitors/churn.yml --store s3://plumbline-dev-work --from 2026-01-01 --to 2026-04-01 --set falseAlarms.perMonth=0.5 --set columns.exclude=["session_id"]',
      ),
    )
    .action(async (options: BacktestOptions) => {
      requireOneQuestion(options);
      const progress = progressOn(io);
      const answer = await run(io, options, progress);
      progress.end();
      io.stdout.write(options.json ? jsonText(answer.summary) : answer.text);
      end(0);
    });
};

function requireOneQuestion({ set, propose, baseline, out, monitor }: BacktestOptions): void {
  if (propose !== undefined && (set !== undefined || baseline !== undefined))
    throw new UnusableInput(
      `Got --${set === undefined ? "baseline" : "set"} beside --propose; expected one of them: a proposal is looked for from what is stored. Try what it proposes with --set.`,
    );
  if (out !== undefined && propose === undefined && set === undefined)
    throw new UnusableInput(
      `Got --out ${out} and no other setting; expected --set or --propose beside it. Without them nothing differs from ${monitor}.`,
    );
}

async function run(io: Io, options: BacktestOptions, progress: Progress) {
  const store = storeOf(io, options.store);
  const { work } = await openStore(io, store);
  const stored = await findMonitor(io, work, options.monitor);
  const wanted = await wantedDefinition(io, options.monitor);
  const given = alternativeOf(stored, (options.set ?? []).map(parseSetting), wanted);
  const baseline = await baselinePlace(io, options.baseline);
  progress.stage(`Judging the windows of ${stored.monitor} again`);
  const [from, to] = [Date.parse(options.from), Date.parse(options.to)];
  const range = await readRange({ work, stored, from, to });
  const proposals = await proposalsFor(range, options, given);
  const alternative = (options.propose && proposals[0]?.alternative) || given;
  const variants = await runBacktest(range, { alternative, baseline }, (done, of) =>
    progress.update(`${done} of ${of}`),
  );
  const told = { monitor: stored.monitor, alternative, baseline: options.baseline, variants, proposals };
  const out = await written(io, options, { range, alternative, variants, isFile: wanted !== undefined });
  return {
    text: tellBacktest(io, { ...told, ...options, out }),
    summary: {
      version: 1,
      store,
      monitor: stored.monitor,
      from: options.from,
      to: options.to,
      changes: alternative.changes,
      untried: alternative.untried,
      baseline: options.baseline ?? null,
      variants,
      proposals: proposals.map(({ alternative: found, ...rest }) => ({
        ...rest,
        changes: found?.changes ?? [],
      })),
      out,
    },
  };
}

/** The one that is asked for; both where nothing else is tried. */
async function proposalsFor(
  range: BacktestRange,
  { propose, baseline }: BacktestOptions,
  { changes }: Alternative,
): Promise<Proposal[]> {
  if (propose !== undefined) return [await findProposal(range, propose)];
  if (changes.length > 0 || baseline !== undefined) return [];
  return [await findProposal(range, "quieter"), await findProposal(range, "sharper")];
}

interface Written {
  readonly range: BacktestRange;
  readonly alternative: Alternative;
  readonly variants: readonly BacktestedVariant[];
  readonly isFile: boolean;
}

/** The file that the other setting was written to; null where none was asked for, or nothing differs. */
async function written(
  io: Io,
  options: BacktestOptions,
  { range, alternative, variants, isFile }: Written,
): Promise<string | null> {
  const { out, force = false, monitor } = options;
  if (out === undefined || alternative.changes.length === 0) return null;
  const text = await renderAlternative(io, {
    stored: range.stored,
    alternative,
    file: isFile ? monitor : undefined,
    about: aboutAlternative({ ...options, alternative, variants }),
  });
  const file = { path: resolve(io.cwd, out), body: new TextEncoder().encode(text) };
  await writeImport([file], { force, baselineFolder: undefined });
  return out;
}

async function baselinePlace(io: Io, uri: string | undefined) {
  if (uri === undefined) return undefined;
  const { store, prefix } = await openLocation(io, uri);
  return { store, folder: prefix };
}
