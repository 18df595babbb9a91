import { relative, resolve } from "node:path";
import { demoText } from "../../local/demo/demo-text.ts";
import { type DemoResult, runDemo } from "../../local/demo/run-demo.ts";
import { type CliCommand, exampleText } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { dayOrTime } from "../option-values.ts";
import { progressOn } from "../progress.ts";

interface DemoOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: true;
}

/** `plumbline demo`: the whole loop on real flights; what `npm start` runs. Violations are what it is there to show: it ends with 0. */
export const demo: CliCommand = (program, io, end) => {
  program
    .command("demo")
    .summary("the whole loop on real data: capture, drift, retraining, report")
    .description(
      "Trains a model on flights of January 2001, lets it answer those of February, and watches its requests window by window: a storm passes, a region joins, a release sends another unit. Every flight is real; what is arranged is told. Ends with the path of a report to open.",
    )
    .option(
      "--out <folder>",
      "where everything is written; what an earlier run left there is removed",
      ".plumbline/demo",
    )
    .option("--from <time>", "first window, ISO 8601", dayOrTime)
    .option("--to <time>", "end of the last window, ISO 8601", dayOrTime)
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText("plumbline demo", "plumbline demo --from 2001-02-15 --to 2001-02-18 --out storm"),
    )
    .action(async ({ out, json, ...range }: DemoOptions) => {
      const progress = progressOn(io);
      const result = await runDemo({ out: resolve(io.cwd, out), ...range, progress });
      progress.end();
      io.stdout.write(json ? jsonText(result.summary) : told(io, result));
      end(0);
    });
};

function told(io: Io, { summary, report }: DemoResult): string {
  return `${demoText(summary, io.stdout.columns ?? 120)}\n\nReport: ${relative(io.cwd, report) || report}\n`;
}
