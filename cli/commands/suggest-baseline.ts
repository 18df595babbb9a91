import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { allNames } from "../../shared/monitors/compare-window.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { nearest } from "../../shared/monitors/nearest.ts";
import { formatNoun } from "../../shared/report/format-number.ts";
import { LAYOUTS, type Layout } from "../../shared/statistics/layout.ts";
import type { Holidays } from "../../shared/window/holidays.ts";
import { SEASONS, type Season } from "../../shared/window/season-slot.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { type BaselineOptions, baselineOfProfiles } from "../../steps/baseline-of-profiles.ts";
import type { ProfiledDataset } from "../../steps/profile-dataset.ts";
import {
  holidaysOf,
  loadBaselineFolder,
  type SuggestedBaseline,
  writeBaseline,
} from "../../steps/stored-baseline.ts";
import { type LeftOutWindow, windowsLeftOut } from "../../steps/windows-left-out.ts";
import { type CliCommand, exampleText } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { openLocation, openStore, storeOf } from "../open-store.ts";
import { listOption, oneOf, versionName, wholeNumber, windowLength } from "../option-values.ts";
import { type LearntFrom, profileCaptures, profileResults } from "../profile-history.ts";
import { profileInWorkers } from "../profile-in-workers.ts";
import { type Progress, progressOn } from "../progress.ts";
import { readCalendar } from "../read-calendar.ts";
import { readDefinition } from "../read-definition.ts";
import { sensitiveKeyOf } from "../sensitive-key.ts";
import { summaryOf, told } from "../tell-baseline.ts";

interface SuggestOptions {
  readonly out: string;
  readonly time?: string;
  readonly season?: Season;
  readonly timezone?: string;
  readonly holidays?: string;
  readonly prediction?: string;
  readonly exclude?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly window?: string;
  readonly minRows?: number;
  readonly layout?: Layout;
  readonly segment?: string;
  readonly from?: "data" | "captures" | "results";
  readonly baseline?: string;
  readonly endpoint?: string;
  readonly store?: string;
  /** false: `--no-header`. */
  readonly header: boolean;
  readonly monitor?: string;
  readonly modelVersion?: string;
  readonly json?: true;
}

/** `plumbline suggest-baseline`: a data set → a baseline. */
export const suggestBaseline: CliCommand = (program, io, end) => {
  program
    .command("suggest-baseline <dataset>")
    .summary("a data set → statistics.json, constraints.json, learnt limits")
    .description(
      "Makes a baseline from the data that the model was trained on (or that it answered well): a CSV with a header, JSON Lines or Parquet file, a folder of them to any depth, or s3://. With --time it also learns how much healthy windows differ among themselves.",
    )
    .requiredOption("--out <folder>", "folder of the baseline")
    .option("--time <column>", "column that holds each row's time; it is not judged")
    .option(
      "--season <season>",
      `how traffic repeats itself: ${SEASONS.join(", ")} (default: none)`,
      oneOf(SEASONS),
    )
    .option("--timezone <zone>", "IANA time zone of the season (default: UTC)")
    .option("--holidays <file>", "iCalendar file (.ics): its days are no part of the season's ordinary slots")
    .option("--prediction <column>", "column of the model's answer; it goes first, as captures have it")
    .option("--exclude <columns>", "columns to leave out of judging, with commas between", listOption)
    .option("--sensitive <columns>", "columns whose values must appear nowhere", listOption)
    .option("--window <duration>", "length of a window (default: PT1H)", windowLength)
    .option(
      "--min-rows <rows>",
      "smaller windows are neither learnt from nor judged (default: 100)",
      wholeNumber(1),
    )
    .option("--no-header", "the first line of a CSV file is a row; its columns are _c0, _c1, …")
    .option(
      "--layout <year>",
      `write Model Monitor's files as its container of that year does, to the byte: ${LAYOUTS.join(", ")} (default: its shape of 2023, from the profile that judges)`,
      oneOf(LAYOUTS),
    )
    .option("--segment <column>", "learn each value of this column by itself too")
    .option(
      "--from <source>",
      "what the data set is: data; captures (stored capture files); results (statistics.json of Model Monitor's past runs)",
      oneOf(["data", "captures", "results"]),
    )
    .option(
      "--baseline <folder>",
      "keep this baseline's statistics.json and constraints.json, and learn its limits",
    )
    .option("--endpoint <name>", "the endpoint whose captures are meant, where there are several")
    .option("--monitor <file>", "monitor definition to take these settings from")
    .option(
      "--store <store>",
      "of captures and results: leave out the monitor's windows that were acknowledged there as fault or drift (default: PLUMBLINE_STORE, or .plumbline where it is)",
    )
    .option(
      "--model-version <version>",
      "the model that the data set is of: the baseline judges no other",
      versionName,
    )
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline suggest-baseline train.csv --out baseline",
        "plumbline suggest-baseline january.parquet --time departed_at --season hour-of-day --prediction late --out baseline",
        "plumbline suggest-baseline s3://my-bucket/results/churn --from results --baseline model-monitor --out baseline",
      ),
    )
    .action(async (dataset: string, options: SuggestOptions) => {
      await run(io, dataset, options);
      end(0);
    });
};

async function run(io: Io, dataset: string, options: SuggestOptions): Promise<void> {
  const out = resolve(io.cwd, options.out);
  const definition = options.monitor === undefined ? undefined : await readDefinition(io, options.monitor);
  requireUsed(options, definition);
  const progress = progressOn(io);
  progress.stage(`Reading ${dataset}`);
  const settings = {
    ...settingsOf(definition, options),
    ...(await holidaysFor(io, definition, options)),
    sensitiveKey: sensitiveKeyOf(
      io,
      (definition?.columns.sensitive?.length ?? 0) + (options.sensitive?.length ?? 0),
    ),
    onProgress: (rows: number) => progress.update(formatNoun(rows, "row")),
  };
  const kept = options.baseline === undefined ? undefined : await readBaselineFiles(io, options.baseline);
  const leaveOut = await answeredIn(io, options, definition);
  const { leftOut = [], ...profiled }: ProfiledDataset & Partial<LearntFrom> = await profile(io, dataset, {
    options,
    definition,
    settings,
    kept,
    leaveOut,
    progress,
  });
  requireColumns(dataset, profiled.columns, options);
  const suggested = { ...baselineOfProfiles(profiled, dataset, settings), ...kept };
  await writeFolder(out, suggested);
  progress.end();
  const summary = summaryOf(suggested, settings.windowMs, leftOut);
  io.stdout.write(options.json ? jsonText(summary) : `${told(summary, options, suggested)}\n`);
}

interface ProfileRequest {
  readonly options: SuggestOptions;
  readonly definition: MonitorDefinition | undefined;
  readonly settings: BaselineOptions & { readonly windowMs: number };
  readonly kept: BaselineFiles | undefined;
  readonly leaveOut: readonly LeftOutWindow[];
  readonly progress: Progress;
}

/**
 * Throws `UnusableInput` where an option names a column that is not there: a misspelt `--sensitive` would write the values that it
 * was to hide.
 */
function requireColumns(dataset: string, columns: readonly string[], options: SuggestOptions): void {
  const known = options.time === undefined ? columns : [...columns, options.time];
  const { sensitive = [], exclude = [], segment } = options;
  const named: [option: string, names: readonly string[]][] = [
    ["--sensitive", sensitive],
    ["--exclude", exclude],
    ["--segment", segment === undefined ? [] : [segment]],
  ];
  for (const [option, names] of named) {
    const wrong = names.find((name) => !known.includes(name));
    if (wrong === undefined) continue;
    const right = nearest(wrong, known);
    throw new UnusableInput(
      `Got ${option} ${wrong}; ${dataset} has no such column${right === undefined ? "." : `: did you mean "${right}"?`} Nothing was written. Correct the name.`,
    );
  }
}

/** What the baseline is learnt from: a data set, or what lies behind. */
function profile(io: Io, dataset: string, request: ProfileRequest): Promise<ProfiledDataset> {
  const { options, definition, settings, kept, leaveOut, progress } = request;
  const { from = "data", endpoint } = options;
  const { windowMs, sensitive = [] } = settings;
  if (from === "data") return profileInWorkers(io, dataset, { ...settings, header: options.header });
  const names = kept?.constraints.features.map(({ name }) => name);
  if (from === "results") return profileResults(io, dataset, { windowMs, names, leaveOut });
  const columns = { names, sensitive };
  return profileCaptures(io, {
    uris: [dataset],
    definition,
    endpoint,
    ...columns,
    windowMs,
    leaveOut,
    progress,
  });
}

/** What was said of the monitor's windows in its work store; nothing of a data set, or without a store. */
async function answeredIn(
  io: Io,
  { from = "data", store }: SuggestOptions,
  definition: MonitorDefinition | undefined,
): Promise<LeftOutWindow[]> {
  if (from === "data" || definition === undefined) return [];
  const named = store ?? io.env["PLUMBLINE_STORE"];
  const isThere = named !== undefined || existsSync(resolve(io.cwd, storeOf(io, undefined)));
  return isThere
    ? windowsLeftOut((await openStore(io, storeOf(io, named))).work, definition, Date.now())
    : [];
}

type Source = NonNullable<SuggestOptions["from"]>;

/** Options that say something of some sources only: of another they would be dropped without a word. */
const ONLY_FROM: readonly {
  readonly option: string;
  readonly sources: readonly Source[];
  readonly isGiven: (options: SuggestOptions) => boolean;
}[] = [
  { option: "--time", sources: ["data"], isGiven: ({ time }) => time !== undefined },
  { option: "--prediction", sources: ["data"], isGiven: ({ prediction }) => prediction !== undefined },
  { option: "--layout", sources: ["data"], isGiven: ({ layout }) => layout !== undefined },
  { option: "--no-header", sources: ["data"], isGiven: ({ header }) => !header },
  { option: "--segment", sources: ["data"], isGiven: ({ segment }) => segment !== undefined },
  {
    option: "--sensitive",
    sources: ["data", "captures"],
    isGiven: ({ sensitive }) => sensitive !== undefined,
  },
  { option: "--endpoint", sources: ["captures"], isGiven: ({ endpoint }) => endpoint !== undefined },
  { option: "--store", sources: ["captures", "results"], isGiven: ({ store }) => store !== undefined },
];

/** Throws `UnusableInput` for an option, or a definition, that the source has no use for. */
function requireUsed(options: SuggestOptions, definition: MonitorDefinition | undefined): void {
  const { from = "data" } = options;
  const unused = ONLY_FROM.find(({ sources, isGiven }) => isGiven(options) && !sources.includes(from));
  if (unused !== undefined)
    throw new UnusableInput(
      `Got ${unused.option} with --from ${from}; expected it with ${unused.sources.map((source) => `--from ${source}`).join(" or ")} only. Leave it out.`,
    );
  if (options.store !== undefined && definition === undefined)
    throw new UnusableInput(
      "Got --store without --monitor; expected the definition whose windows were acknowledged there. Give it, or leave --store out.",
    );
  const hidden = definition?.columns.sensitive ?? [];
  if (from === "results" && hidden.length > 0)
    throw new UnusableInput(
      `Got sensitive columns (${hidden.join(", ")}) with --from results; expected none, as the results hold their values in clear. Learn from --from captures.`,
    );
}

/** Model Monitor's two files of a baseline that stays what it is while its limits are learnt. */
type BaselineFiles = Pick<SuggestedBaseline, "statistics" | "constraints">;

async function readBaselineFiles(io: Io, folder: string): Promise<BaselineFiles> {
  const { store, prefix } = await openLocation(io, folder);
  const { statistics, constraints } = await loadBaselineFolder(store, prefix, 0, { filesOnly: true });
  return { statistics: statistics!, constraints };
}

function settingsOf(
  definition: MonitorDefinition | undefined,
  options: SuggestOptions,
): BaselineOptions & { readonly windowMs: number } {
  const window = options.window ?? definition?.window;
  const exclude = [...(definition?.columns.exclude ?? []), ...(options.exclude ?? [])];
  const sensitive = [
    ...(definition === undefined ? [] : allNames(definition, definition.columns.sensitive)),
    ...(options.sensitive ?? []),
  ];
  const layout = options.layout ?? (definition?.compatibility === "ModelMonitor" ? "2023" : undefined);
  const segments =
    options.segment === undefined
      ? definition?.segments
      : { column: options.segment, most: definition?.segments?.most ?? 10 };
  const modelVersion = options.modelVersion ?? definition?.baseline?.modelVersion;
  return {
    season: options.season ?? definition?.season ?? "none",
    timezone: options.timezone ?? definition?.timezone ?? "UTC",
    minRows: options.minRows ?? definition?.minRows ?? 100,
    windowMs: parseDuration(window ?? "PT1H")!,
    exclude,
    sensitive,
    ...(layout === undefined ? {} : { layout }),
    ...(segments === undefined ? {} : { segments }),
    ...(options.time === undefined ? {} : { time: options.time }),
    ...(options.prediction === undefined ? {} : { prediction: options.prediction }),
    ...(definition === undefined ? {} : { monitor: definition.monitor }),
    ...(modelVersion === undefined ? {} : { modelVersion }),
  };
}

/** Those of `--holidays`, otherwise the definition's. */
async function holidaysFor(
  { cwd }: Io,
  definition: MonitorDefinition | undefined,
  { holidays, season = definition?.season ?? "none" }: SuggestOptions,
): Promise<{ readonly holidays?: Holidays }> {
  const like = definition?.holidays?.like ?? "sunday";
  const known =
    holidays === undefined
      ? definition && holidaysOf(definition)
      : { dates: await readCalendar(cwd, holidays), like };
  if (holidays !== undefined && season === "none")
    throw new UnusableInput(
      "Got --holidays without a season; expected both: where windows are compared with all hours, a holiday is as well. Add --season hour-of-day or hour-of-week.",
    );
  return known && season !== "none" ? { holidays: known } : {};
}

/** Writes the files; what an earlier baseline left there does not mix with this one. */
async function writeFolder(out: string, suggested: SuggestedBaseline): Promise<void> {
  await mkdir(out, { recursive: true });
  for (const stale of ["slots", "calibration.json", "baseline.json"])
    await rm(join(out, stale), { recursive: true, force: true });
  await writeBaseline(new DiskObjectStore(out), "", suggested);
  await rm(join(out, ".store"), { recursive: true, force: true }); // the object store's locks: nobody writes here any more
}
