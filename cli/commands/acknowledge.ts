import { ANSWERS, type Answer } from "../../shared/acknowledgements/acknowledgement.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { acknowledgeWindow, withdrawAnswers } from "../acknowledge/acknowledge-window.ts";
import { listAnswers } from "../acknowledge/list-answers.ts";
import { tellAnswer, tellAnswers, tellWithdrawn } from "../acknowledge/tell-answers.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { findMonitor } from "../find-monitor.ts";
import { jsonText } from "../json-text.ts";
import { openStore, storeOf } from "../open-store.ts";
import { muteTime, oneOf } from "../option-values.ts";

export interface AcknowledgeOptions {
  readonly as?: Answer;
  readonly column?: string;
  readonly check?: string;
  /** Milliseconds. */
  readonly for: number;
  readonly note?: string;
  readonly undo?: true;
  readonly list?: true;
  readonly monitor?: string;
  readonly endpoint?: string;
  readonly variant?: string;
  readonly store?: string;
  readonly json?: true;
}

/** `plumbline acknowledge`: a person's answer to what a window was found to be. */
export const acknowledge: CliCommand = (program, io, end) => {
  program
    .command("acknowledge [window]")
    .summary("answer a verdict: expected, fault or drift; the same cause is muted for a while")
    .description(
      "Keeps your answer beside the verdict and mutes the same cause in the windows that follow: the same column and check, in the same direction, not clearly worse. Nothing else silences a monitor. Baselines that are learnt later leave out what was a fault or drift.",
    )
    .option(
      "--as <answer>",
      "expected: nothing is wrong, and it may come again; fault: the data are broken; drift: the world has changed, and the model has to learn it",
      oneOf(ANSWERS),
    )
    .option("--column <name>", "only what was found in this column")
    .option("--check <name>", "only what this check has found")
    .option(
      "--for <time>",
      "how long it is muted, from the end of the window on: 12h, 7d, at most 90d; 0 mutes nothing (default: 7d)",
      muteTime,
      muteTime("7d"),
    )
    .option("--note <text>", "why, for whoever reads it later")
    .option(
      "--undo",
      "take back what was said of the window: it is muted no longer, and counts as unanswered",
    )
    .option(
      "--list",
      "what has been said, what is muted, and how many alarms were false against what was promised",
    )
    .option("--monitor <name>", "name of a stored monitor, or the file of its definition")
    .option("--endpoint <name>", "the endpoint that is meant, where several have the window")
    .option("--variant <name>", "the variant that is meant, where several have the window")
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--json", "print what is kept as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        'plumbline acknowledge 20010216T10Z --as expected --note "storm" --store analysis',
        "plumbline acknowledge AllTraffic/20260304T05Z --as fault --column age --for 12h --store s3://plumbline-dev-work",
        "plumbline acknowledge --list --store s3://plumbline-dev-work",
      ),
    )
    .action(async (window: string | undefined, options: AcknowledgeOptions) => {
      requireOneThing(window, options);
      const store = storeOf(io, options.store);
      const { work } = await openStore(io, store);
      const monitor =
        options.monitor === undefined ? undefined : (await findMonitor(io, work, options.monitor)).monitor;
      const place = { endpoint: options.endpoint, variant: options.variant, monitor };
      const say = (value: unknown, text: () => string) =>
        io.stdout.write(options.json ? jsonText(value) : text());
      if (window === undefined) {
        const answers = await listAnswers(work, place);
        say({ version: 1, variants: answers }, () => tellAnswers(answers, store));
      } else if (options.undo) {
        const withdrawn = await withdrawAnswers(work, window, { ...place, ...wordOf(options, io.env) });
        say(withdrawn, () => tellWithdrawn(withdrawn));
      } else {
        const said = await acknowledgeWindow(work, window, {
          ...place,
          ...wordOf(options, io.env),
          as: options.as!,
          muteMs: options.for,
        });
        say(said, () => tellAnswer(said, { store, now: Date.now() }));
      }
      end(0);
    });
};

/** What is said, by whom and when. */
function wordOf(
  { column, check, note }: AcknowledgeOptions,
  env: Readonly<Record<string, string | undefined>>,
) {
  const by = env["USER"] ?? env["USERNAME"] ?? null;
  return { column, check, note: note ?? null, by, at: new Date().toISOString() };
}

function requireOneThing(window: string | undefined, { as, undo, list }: AcknowledgeOptions): void {
  const fault =
    list !== undefined && (window !== undefined || as !== undefined || undo !== undefined)
      ? `Got --list beside ${window ?? (as === undefined ? "--undo" : "--as")}; expected it without a window. Leave it out, or the rest.`
      : list === undefined && window === undefined
        ? "Got no window; expected its id, such as 20010216T10Z, or --list."
        : undo !== undefined && as !== undefined
          ? "Got --undo beside --as; expected one of them: a new answer takes the place of the old one by itself."
          : list === undefined && undo === undefined && as === undefined
            ? `Got no --as; expected one of ${ANSWERS.join(", ")}: what you know of the change.`
            : undefined;
  if (fault !== undefined) throw new UnusableInput(fault);
}
