import { join, relative, resolve, sep } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { describeSchedule } from "../import/describe-schedule.ts";
import type { Description } from "../import/description.ts";
import { importAccount } from "../import/import-account.ts";
import { type BaselineOutcome, baselineSource, importBaseline } from "../import/import-baseline.ts";
import { importSources } from "../import/import-sources.ts";
import { definitionOf, importedMonitor } from "../import/imported-monitor.ts";
import { readDescriptions } from "../import/read-descriptions.ts";
import { renderDefinition } from "../import/render-definition.ts";
import { type Import, tellImport, withFate } from "../import/tell-import.ts";
import { writeImport } from "../import/write-import.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";

interface ImportOptions {
  readonly schedule?: string;
  readonly from?: readonly string[];
  readonly modelPackage?: string;
  readonly out: string;
  readonly force?: true;
  readonly json?: true;
}

/** `plumbline import`: a schedule of Model Monitor → a monitor definition, and what it cannot say. */
export const importSchedule: CliCommand = (program, io, end) => {
  program
    .command("import")
    .summary("a schedule of SageMaker Model Monitor → a monitor definition")
    .description(
      "Reads a monitoring schedule with all that belongs to it (from SageMaker, with your AWS credentials, or from files that the AWS CLI has printed), writes a definition that judges the same, copies the baseline, and says of every field what became of it. Nothing is changed in SageMaker.",
    )
    .option("--schedule <name>", "the schedule; with --from: which of several")
    .option("--from <files...>", "answers of aws sagemaker describe-…, in any order; nothing is asked then")
    .option("--model-package <name>", "ask for the baselines registered with this model package (ARN) too")
    .option(
      "--out <folder>",
      "where the definition goes; its baseline goes into baselines/ beside it",
      "monitors",
    )
    .option("--force", "replace what is there")
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline import --schedule churn-data-quality",
        "plumbline import --from schedule.json job.json endpoint.json",
      ),
    )
    .action(async (options: ImportOptions) => {
      const done = await run(io, options);
      io.stdout.write(options.json ? jsonText(summaryOf(io, done)) : tellImport(io, done));
      end(withFate(done.account, "left").length > 0 ? 1 : 0);
    });
};

async function run(io: Io, options: ImportOptions): Promise<Import> {
  const descriptions = await descriptionsOf(io, options);
  const sources = importSources(descriptions, options.schedule);
  const source = baselineSource(sources);
  const out = resolve(io.cwd, options.out);
  // Its name becomes a path: nothing is read or written for a definition that is not taken.
  const draft = importedMonitor(sources, { baselineSource: source, baseline: undefined });
  renderDefinition(draft, `definition of ${draft.name}`);
  const folder = resolve(out, "..", "baselines", draft.name);
  const baseline = source && (await importBaseline(io, source, relative(out, folder).split(sep).join("/")));
  const monitor = importedMonitor(sources, { baselineSource: source, baseline });
  const file = join(out, `${monitor.name}.yml`);
  const copied = baseline?.state === "copied" ? baseline.files : new Map<string, Uint8Array>();
  const baselineFolder = copied.size === 0 ? undefined : folder;
  await writeImport(
    [
      ...[...copied].map(([name, body]) => ({ path: join(folder, name), body })),
      { path: file, body: Buffer.from(renderDefinition(monitor, file)) },
    ],
    { force: options.force === true, baselineFolder },
  );
  return { monitor, account: importAccount(descriptions, monitor), file, baselineFolder };
}

async function descriptionsOf(io: Io, options: ImportOptions): Promise<Description[]> {
  const { schedule, from, modelPackage } = options;
  if (from !== undefined) {
    if (modelPackage !== undefined)
      throw new UnusableInput(
        `Got --from and --model-package ${modelPackage}; expected one of them. Add its description to --from: aws sagemaker describe-model-package --model-package-name ${modelPackage} > package.json`,
      );
    return readDescriptions(io, from);
  }
  if (schedule === undefined)
    throw new UnusableInput(
      "Got neither --schedule nor --from; expected the name of a schedule, or files that describe one. See the schedules with: aws sagemaker list-monitoring-schedules",
    );
  const { SageMakerClient } = await import("@aws-sdk/client-sagemaker");
  const { clientSettings } = await import("../../adapters/aws/client-settings.ts");
  const { sagemakerDescriptions } = await import("../../adapters/aws/sagemaker-descriptions.ts");
  const service = sagemakerDescriptions({ client: new SageMakerClient(clientSettings) });
  return describeSchedule(service, schedule, modelPackage);
}

function baselineSummary(baseline: BaselineOutcome | undefined) {
  if (baseline === undefined) return null;
  if (baseline.state !== "copied") return baseline;
  return { state: baseline.state, uri: baseline.uri };
}

function summaryOf({ cwd }: Io, { monitor, account, file, baselineFolder }: Import) {
  return {
    version: 1,
    monitor: monitor.name,
    file: relative(cwd, file) || file,
    baseline: baselineSummary(monitor.baseline),
    baselineFolder: baselineFolder === undefined ? null : relative(cwd, baselineFolder),
    definition: definitionOf(monitor),
    fields: account,
  };
}
