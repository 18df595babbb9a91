import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type CliCommand, exampleText } from "../command.ts";
import { jsonText } from "../json-text.ts";
import { windowLength } from "../option-values.ts";
import { paritySummary } from "../parity/parity-summary.ts";
import { type ParityOptions, runParity } from "../parity/run-parity.ts";
import { tellParity } from "../parity/tell-parity.ts";

interface ParityCommandOptions extends ParityOptions {
  readonly strict?: true;
  readonly json?: true;
}

/** `plumbline parity`: the hours that Model Monitor judged, judged again, and every difference with its cause. */
export const parity: CliCommand = (program, io, end) => {
  program
    .command("parity <captures...>")
    .summary("Model Monitor's results beside Plumbline's own, with the cause of every difference")
    .description(
      "Judges the windows that Model Monitor judged, from the same captures and with the same baseline, and compares violations, statistics and suggested constraints with the files that it has written. Ends with 0 when every difference has a known cause, so it can stand in a CI job.",
    )
    .requiredOption("--results <folder>", "what the schedule has written: its S3OutputUri, or a copy of it")
    .option("--baseline <folder>", "baseline of the schedule; default: the monitor's baseline.uri")
    .option("--monitor <file>", "monitor definition, such as plumbline import has written")
    .option("--endpoint <name>", "the endpoint that is meant, where the captures are of several")
    .option("--schedule <name>", "the schedule that is meant, where the results are of several")
    .option("--window <duration>", "length of the schedule's windows (default: PT1H)", windowLength)
    .option("--out <folder>", "keep the analysis and parity.json there")
    .option("--strict", "end with 1 on any difference, explained or not")
    .option("--json", "print the comparison as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline parity datacapture/ --results results/ --monitor monitors/churn-data-quality.yml",
        "plumbline parity s3://my-captures/datacapture --results s3://my-monitoring/churn/results --baseline baselines/churn --json",
      ),
    )
    .action(async (captures: string[], options: ParityCommandOptions) => {
      const summary = paritySummary(await runParity(io, captures, options));
      if (options.out !== undefined)
        await writeFile(
          join(resolve(io.cwd, options.out), "parity.json"),
          `${JSON.stringify(summary, null, 2)}\n`,
        );
      io.stdout.write(options.json ? jsonText(summary) : tellParity(io, summary));
      const { explained, unexplained } = summary.totals;
      end(unexplained > 0 || (options.strict && explained > 0) ? 1 : 0);
    });
};
