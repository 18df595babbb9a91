import { type CliCommand, exampleText } from "../command.ts";
import { exitStatusOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { isS3, storeOf } from "../open-store.ts";
import { dayOrTime, oneOf, wholeNumber } from "../option-values.ts";
import { promoteHere, replayHere } from "../replay/replay-here.ts";
import { promoteOnAws, replayOnAws } from "../replay/replay-on-aws.ts";
import { type ReplayOptions, replayTask } from "../replay/replay-options.ts";
import { replayVerdicts, tellPromotion, tellReplays } from "../replay/tell-replay.ts";

/** `plumbline replay`: a range of windows again, beside the live ones. */
export const replay: CliCommand = (program, io, end) => {
  program
    .command("replay")
    .summary("windows again, into replays/<id>/, compared with the live ones")
    .description(
      "Closes, merges and judges every window that starts in [from, to) again, with today's definition and baseline. It writes to replays/<id>/ of the work store and never touches alarms, retraining or the live windows. On this machine it then says which windows came out the same to the byte. An interrupted replay is taken up with --resume; after a look, --promote makes its windows the live ones.",
    )
    .option("--monitor <name>", "name of a stored monitor, or the file of its definition")
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--from <time>", "first window, ISO 8601", dayOrTime)
    .option("--to <time>", "end of the range, ISO 8601", dayOrTime)
    .option(
      "--source <source>",
      "partials: those that are stored, capture files where they are gone (default); raw: the capture files alone",
      oneOf(["partials", "raw"]),
    )
    .option("--resume <id>", "go on with a replay that was interrupted")
    .option("--promote <id>", "make the windows of a replay the live ones, each as its next revision")
    .option("--workers <count>", "threads on this machine (default: one a core)", wholeNumber(1))
    .option("--dry-run", "only count windows, files and what it would cost, or what could be promoted")
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline replay --monitor flights --store .plumbline/demo/store --from 2001-02-16 --to 2001-02-17",
        "plumbline replay --monitor monitors/churn.yml --store s3://plumbline-dev-work --from 2026-03-01 --to 2026-03-02 --dry-run",
        "plumbline replay --resume 2026-03-01-ec7d6bfc88 --store s3://plumbline-dev-work",
      ),
    )
    .action(async (options: ReplayOptions) => {
      const task = replayTask(options);
      const store = storeOf(io, options.store);
      if (task.kind === "promote") {
        const promotion = await (isS3(store) ? promoteOnAws : promoteHere)(io, task, store);
        io.stdout.write(options.json ? jsonText({ version: 1, store, promotion }) : tellPromotion(promotion));
        return end(promotion.refusedCount + promotion.left > 0 ? 2 : 0);
      }
      const { workers } = options;
      const replayed = isS3(store)
        ? await replayOnAws(io, task, store)
        : await replayHere(io, task, { store, workers });
      const monitor = task.kind === "range" ? { monitor: task.monitor } : {};
      io.stdout.write(
        options.json
          ? jsonText({ version: 1, store, ...monitor, replays: replayed })
          : tellReplays(replayed, store),
      );
      end(exitStatusOf(replayed.flatMap(replayVerdicts)));
    });
};
