import { dirname, relative, resolve } from "node:path";
import { faultsInWords } from "../../local/read-faults.ts";
import { CAPTURE_KINDS, type CaptureKindName } from "../../shared/capture/capture-kinds.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { decodeProfile } from "../../shared/profile/profile-codec.ts";
import { WHOLE } from "../../shared/window/season-slot.ts";
import { slotKey } from "../../shared/window/work-keys.ts";
import { type Analysis, type AnalysisRequest, analyzeCaptures } from "../analyze-captures.ts";
import type { CaptureSource } from "../capture-source.ts";
import { type CliCommand, exampleText } from "../command.ts";
import { exitStatusOf } from "../exit-status.ts";
import { findSource } from "../find-source.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openLocation, requireFolder } from "../open-store.ts";
import { oneOf, wholeNumber, windowLength } from "../option-values.ts";
import { prepareOut, stagingFolder, workFolder } from "../prepare-out.ts";
import { progressOn } from "../progress.ts";
import { type BaselineRead, readBaseline, requireSameColumns } from "../put-baseline.ts";
import { readDefinition } from "../read-definition.ts";
import { keepSensitiveKey } from "../sensitive-key.ts";
import { windowsTable } from "../windows-table.ts";

/** Options of `analyze`, as far as its work depends on them. */
export interface AnalyzeOptions {
  readonly out: string;
  readonly baseline?: string;
  readonly monitor?: string;
  readonly endpoint?: string;
  readonly kind?: CaptureKindName;
  readonly window?: string;
  readonly minRows?: number;
  readonly compat?: "none" | "ModelMonitor";
  readonly workers?: number;
  readonly json?: true;
}

/** `plumbline analyze`: capture files → one verdict a window. */
export const analyze: CliCommand = (program, io, end) => {
  program
    .command("analyze <captures...>")
    .summary("capture files → a verdict and a report for each window")
    .description(
      "Takes capture files of SageMaker (a folder laid out as data capture writes it, single files, or s3://) through the same pipeline as on AWS, and writes a folder for each window, summary.json and report.html.",
    )
    .requiredOption("--out <folder>", "where the results go")
    .option("--baseline <folder>", "baseline to compare with; default: the monitor's baseline.uri")
    .option(
      "--monitor <file>",
      "monitor definition; without it, one is made from the captures and these options",
    )
    .option("--endpoint <name>", "the endpoint that is meant, where there are several; name of loose files")
    .option(
      "--kind <kind>",
      `what captured: ${CAPTURE_KINDS.join(" or ")} (default: the monitor's, or endpoint)`,
      oneOf(CAPTURE_KINDS),
    )
    .option("--window <duration>", "length of a window (default: PT1H)", windowLength)
    .option("--min-rows <rows>", "smaller windows are not judged (default: 100)", wholeNumber(1))
    .option("--compat <service>", "judge as this service would", oneOf(["none", "ModelMonitor"]))
    .option(
      "--workers <count>",
      "threads that profile (default: one a core where there are 128 MB of captures for each)",
      wholeNumber(1),
    )
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline analyze datacapture/ --baseline baseline --out analysis",
        "plumbline analyze s3://my-bucket/datacapture/churn --baseline baseline --out analysis --json",
      ),
    )
    .action(async (captures: string[], options: AnalyzeOptions) => {
      const analysis = await analyzeCaptures(io, await prepareAnalysis(io, captures, options));
      io.stdout.write(options.json ? jsonText(analysis.summary) : told(io, analysis));
      end(exitStatusOf(analysis.windows.map(({ verdict }) => verdict.verdict)));
    });
};

/** Reads baseline and captures, and says how they are judged. */
export async function prepareAnalysis(
  io: Io,
  captures: readonly string[],
  options: AnalyzeOptions,
): Promise<AnalysisRequest> {
  const out = resolve(io.cwd, options.out);
  const given = options.monitor === undefined ? undefined : await readDefinition(io, options.monitor);
  const baseline = await namedBaseline(io, options, given);
  if (given !== undefined && baseline !== undefined) requireSameColumns(given, baseline);
  await prepareOut(out);
  const progress = progressOn(io);
  progress.stage("Looking for capture files");
  const endpoint = given?.endpoint ?? options.endpoint;
  const kind = options.kind ?? given?.capture.kind ?? "endpoint";
  const source = await findSource(io, kind, {
    uris: captures,
    staging: stagingFolder(out),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const definition = await definitionFor(given, source, baseline, { ...options, kind });
  await keepSensitiveKey(io, workFolder(out), definition);
  return { definition, baseline, source, out, progress, workers: options.workers };
}

async function namedBaseline(
  io: Io,
  options: AnalyzeOptions,
  given: MonitorDefinition | undefined,
): Promise<BaselineRead | undefined> {
  const name = options.baseline ?? given?.baseline?.uri;
  if (name === undefined && given?.baseline?.learnFrom !== undefined) return undefined;
  if (name === undefined)
    throw new UnusableInput(
      "Got no baseline to compare with; expected --baseline FOLDER, or baseline.uri in the monitor definition. Make one with: plumbline suggest-baseline DATASET --out FOLDER; or learn it from the first weeks of traffic: baseline: { learnFrom: traffic } in the definition.",
    );
  const place =
    options.baseline === undefined && !isS3(name) ? resolve(io.cwd, dirname(options.monitor!), name) : name;
  if (!isS3(place))
    await requireFolder(
      resolve(io.cwd, place),
      `baseline ${name}`,
      "Make one with: plumbline suggest-baseline DATASET --out FOLDER",
    );
  return readBaseline(name, await openLocation(io, place));
}

/** The definition that is analyzed with: the given one, reading from where the captures are; or one that follows from captures and baseline. */
async function definitionFor(
  given: MonitorDefinition | undefined,
  source: CaptureSource,
  baseline: BaselineRead | undefined,
  options: AnalyzeOptions & { readonly kind: CaptureKindName },
): Promise<MonitorDefinition> {
  const flags = {
    // The sweep opens the silent windows from the first capture file on, and none before it.
    since: new Date(Math.min(...source.keys.map(({ hour }) => hour))).toISOString(),
    ...(options.window === undefined ? {} : { window: options.window }),
    ...(options.minRows === undefined ? {} : { minRows: options.minRows }),
    ...(options.compat === undefined ? {} : { compatibility: options.compat }),
  };
  const capture = {
    uri: source.uri,
    kind: options.kind,
    samplingPercent: given?.capture.samplingPercent ?? 100,
  };
  if (given !== undefined || baseline === undefined)
    return parseMonitorDefinition({ ...given, capture, ...flags });
  const { endpoint, variants } = source;
  const { season, timezone } = baseline.facts;
  const columns = { names: baseline.columns, sensitive: await sensitiveColumns(baseline) };
  return parseMonitorDefinition({
    monitor: endpoint,
    endpoint,
    variants,
    capture,
    season,
    timezone,
    columns,
    ...flags,
  });
}

/** The columns whose values the baseline holds as hashes only: captures are profiled alike. */
async function sensitiveColumns({ at, facts }: BaselineRead): Promise<string[]> {
  if (facts.slots.length === 0) return [];
  const profile = await at.store.get(`${at.prefix}${slotKey("", WHOLE)}`);
  return profile === undefined
    ? []
    : decodeProfile(profile.body)
        .columns.filter(({ sensitive }) => sensitive)
        .map(({ name }) => name);
}

function told(io: Io, { summary, windows, report }: Analysis): string {
  const { files } = summary;
  const counts = Object.entries(summary.verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  const aside = files.leftAside.map(({ file, reason }) => `left aside: ${file}: ${reason}`);
  const failed = files.failed.map((file) => `could not be profiled: ${file}`);
  const malformed = Object.entries(summary.malformed.byReason).map(
    ([reason, count]) => `${count} × ${reason}`,
  );
  const notes = Object.entries(summary.notes).map(([note, count]) => `${count} × ${note}`);
  return [
    windowsTable(
      windows.map(({ verdict }) => verdict),
      io.stdout.columns,
    ),
    "",
    `${summary.windows} windows: ${counts.join(", ")}.`,
    ...faultsInWords(summary.hardFaults ?? []),
    `${files.read} files, ${summary.records + summary.malformed.count} lines: ${summary.records} records with ${summary.rows} rows, ${summary.malformed.count} malformed${malformed.length === 0 ? "." : ` (${malformed.join("; ")}).`}`,
    ...(notes.length === 0
      ? []
      : [`Read otherwise than they stand: ${notes.join("; ")} (docs/file-formats.md).`]),
    ...aside,
    ...failed,
    `Report: ${relative(io.cwd, report) || report}`,
    "",
  ].join("\n");
}
