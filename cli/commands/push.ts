import { glob } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { Fleet } from "../../shared/monitors/fleet-budget.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { FLEET_KEY, MONITORS_PREFIX, monitorKey } from "../../shared/window/work-keys.ts";
import { recordDeployment } from "../../steps/deployment-history.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { answeringVersion } from "../answering-version.ts";
import { type CliCommand, exampleText } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openLocation, openStore, requireFolder, type StorePorts, storeOf } from "../open-store.ts";
import { dayOrTime, positiveNumber, versionName } from "../option-values.ts";
import {
  type BaselinePut,
  type BaselineRead,
  type Binding,
  putBaseline,
  readBaseline,
  requireSameColumns,
} from "../put-baseline.ts";
import { readDefinition } from "../read-definition.ts";
import { requireOneMonitorEach } from "../require-one-monitor-each.ts";
import { requireTrainable } from "../require-trainable.ts";

interface PushOptions {
  readonly store?: string;
  readonly baseline?: string;
  readonly modelVersion?: string;
  readonly deployed?: string;
  readonly since?: string;
  readonly falsePagesPerWeek?: number;
  readonly dryRun?: true;
  readonly json?: true;
}

interface Pushed {
  readonly monitor: string;
  readonly definition: "new" | "changed" | "unchanged";
  /** Keys whose values changed. */
  readonly changes: readonly string[];
  readonly baseline: (BaselinePut & { readonly said: boolean }) | null;
  /** It learns its baseline from traffic until one is pushed. */
  readonly learns?: true;
}

/** `--model-version` of a baseline that judges whatever model answers. */
const ANY_MODEL = "any";

/** `plumbline push`: definitions and baselines → the work store. Adding an endpoint deploys nothing. */
export const push: CliCommand = (program, io, end) => {
  program
    .command("push [files...]")
    .summary("definitions and baselines → the work store")
    .description(
      "Validates monitor definitions (default: monitors/*.yml) and their baselines, all of them before anything is written, and puts them into the work store. Running functions see them within a minute; nothing is deployed.",
    )
    .option(
      "--store <store>",
      "work store: a folder or s3://bucket (default: PLUMBLINE_STORE, or .plumbline)",
    )
    .option("--baseline <folder>", "baseline of the one definition that is named; default: its baseline.uri")
    .option(
      "--model-version <version>",
      `the model that the baseline is of: it judges no other; "${ANY_MODEL}" for whichever answers (default: what the baseline or the definition says, otherwise the model that answers now)`,
      versionName,
    )
    .option(
      "--deployed <version>",
      "in a folder store: the model that the endpoint of the one definition that is named answers with; on AWS SageMaker says it",
      versionName,
    )
    .option("--since <time>", "when that model began to answer (default: now)", dayOrTime)
    .option(
      "--false-pages-per-week <number>",
      "false alarms that all monitors of the store together may raise in a week, shared alike over their production variants; without it each may raise one a month",
      positiveNumber,
    )
    .option("--dry-run", "say what would change, and write nothing")
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline push",
        "plumbline push monitors/churn.yml --baseline baseline --store s3://plumbline-dev-work",
        "plumbline push monitors/churn.yml --deployed churn/8 --since 2026-03-03T10:20:00Z",
        "plumbline push --false-pages-per-week 2",
      ),
    )
    .action(async (files: string[], options: PushOptions) => {
      const store = storeOf(io, options.store);
      const pushed = await run(io, files, store, options);
      io.stdout.write(
        options.json
          ? jsonText({ version: 1, store, dryRun: options.dryRun === true, monitors: pushed })
          : told(pushed, store, options),
      );
      end(0);
    });
};

async function run(io: Io, files: readonly string[], store: string, options: PushOptions): Promise<Pushed[]> {
  const named = await definitionFiles(io, files);
  const definitions = await Promise.all(
    named.map(async (file) => ({ file, definition: await readDefinition(io, file) })),
  );
  requireOneDefinition(definitions.length, options);
  requireOwnDeployments(store, options);
  const baselines = await Promise.all(
    definitions.map(({ file, definition }) => baselineOf(io, file, definition, options)),
  );
  for (const [index, { definition }] of definitions.entries())
    if (baselines[index] !== undefined) requireSameColumns(definition, baselines[index]);
  if (isS3(store)) for (const { definition } of definitions) requireTrainable(definition);
  const ports = await openStore(io, store, { make: options.dryRun !== true });
  const { work } = ports;
  requireOneMonitorEach(
    definitions.map(({ file, definition }) => ({ source: file, definition })),
    await storedMonitors(work),
  );
  if (options.falsePagesPerWeek !== undefined && options.dryRun !== true)
    await putJson(work, FLEET_KEY, {
      version: 1,
      falsePagesPerWeek: options.falsePagesPerWeek,
    } satisfies Fleet);
  const pushed: Pushed[] = [];
  for (const [index, { definition }] of definitions.entries())
    pushed.push(await pushOne(ports, definition, baselines[index], options));
  return pushed;
}

/** What belongs to one monitor is said of one. */
function requireOneDefinition(count: number, options: PushOptions): void {
  const [said] = (["baseline", "modelVersion", "deployed"] as const).filter(
    (name) => options[name] !== undefined,
  );
  if (said === undefined || count === 1) return;
  const flag = said === "modelVersion" ? "--model-version" : `--${said}`;
  throw new UnusableInput(
    `Got ${flag} and ${count} definitions; expected one. Name the definition that ${said === "deployed" ? "the model" : "the baseline"} belongs to.`,
  );
}

/** On AWS a window asks SageMaker which model answers, and would write the true one beside a claimed one. */
function requireOwnDeployments(store: string, { deployed, since }: PushOptions): void {
  if (deployed !== undefined && isS3(store))
    throw new UnusableInput(
      `Got --deployed with ${store}; expected none: on AWS SageMaker says which model answers. To say which model a baseline is of: --model-version ${deployed}`,
    );
  if (since !== undefined && deployed === undefined)
    throw new UnusableInput(
      "Got --since without --deployed; expected both: it says when that model began to answer.",
    );
}

async function definitionFiles(io: Io, files: readonly string[]): Promise<string[]> {
  if (files.length > 0) return [...files];
  const found: string[] = [];
  for await (const file of glob("monitors/*.yml", { cwd: io.cwd })) found.push(file);
  if (found.length === 0)
    throw new UnusableInput(
      `Got no file monitors/*.yml below ${io.cwd}; expected monitor definitions. Name them: plumbline push FILE…, and see docs/monitor-definition.md`,
    );
  return found.sort();
}

async function baselineOf(
  io: Io,
  file: string,
  definition: MonitorDefinition,
  options: PushOptions,
): Promise<BaselineRead | undefined> {
  const name = options.baseline ?? definition.baseline?.uri;
  if (name === undefined) return undefined;
  const place = options.baseline === undefined && !isS3(name) ? resolve(io.cwd, dirname(file), name) : name;
  if (!isS3(place))
    await requireFolder(
      resolve(io.cwd, place),
      `baseline ${name} of ${definition.monitor}`,
      "Make one with: plumbline suggest-baseline DATASET --out FOLDER",
    );
  return readBaseline(name, await openLocation(io, place));
}

async function storedMonitors(
  work: ObjectStore,
): Promise<{ source: string; definition: MonitorDefinition }[]> {
  const stored: { source: string; definition: MonitorDefinition }[] = [];
  for await (const { key } of work.list(MONITORS_PREFIX)) {
    const found = await getJson<MonitorDefinition>(work, key);
    if (found !== undefined) stored.push({ source: `${work.name}/${key}`, definition: found.value });
  }
  return stored;
}

async function pushOne(
  ports: StorePorts,
  given: MonitorDefinition,
  baseline: BaselineRead | undefined,
  options: PushOptions,
): Promise<Pushed> {
  const { work } = ports;
  const dryRun = options.dryRun === true;
  const key = monitorKey(given.monitor);
  const before = (await getJson<MonitorDefinition>(work, key))?.value;
  // The sweep opens no window from before the monitor was there.
  const since = given.since ?? before?.since ?? new Date(ports.clock.now()).toISOString();
  const definition = { ...given, since };
  const changes = before === undefined ? [] : changedKeys(before, definition);
  if (!dryRun && options.deployed !== undefined)
    await sayDeployed(ports, definition, options.deployed, options.since);
  // The baseline first: a monitor that is seen without one judges nothing.
  const put = baseline === undefined ? null : await bindAndPut(ports, definition, baseline, options);
  if (!dryRun && (before === undefined || changes.length > 0)) await putJson(work, key, definition);
  return {
    monitor: definition.monitor,
    definition: before === undefined ? "new" : changes.length > 0 ? "changed" : "unchanged",
    changes,
    baseline: put,
    ...(put === null && definition.baseline?.learnFrom !== undefined ? { learns: true } : {}),
  };
}

async function bindAndPut(
  ports: StorePorts,
  definition: MonitorDefinition,
  baseline: BaselineRead,
  options: PushOptions,
): Promise<NonNullable<Pushed["baseline"]>> {
  const binding = await bindingOf(ports, definition, baseline, options);
  const dryRun = options.dryRun === true;
  return {
    ...(await putBaseline(ports.work, definition.monitor, baseline, { dryRun, binding })),
    said: binding.said,
  };
}

/** The first that says something: the option, the baseline, the definition, the endpoint. */
async function bindingOf(
  ports: StorePorts,
  definition: MonitorDefinition,
  { facts }: BaselineRead,
  { modelVersion, deployed }: PushOptions,
): Promise<Binding> {
  if (modelVersion === ANY_MODEL) return { modelVersion: null, said: true };
  const said = modelVersion ?? facts.modelVersion ?? definition.baseline?.modelVersion;
  if (said !== undefined) return { modelVersion: said, said: true };
  return { modelVersion: deployed ?? (await answeringVersion(ports, definition)) ?? null, said: false };
}

/** Every variant of the monitor answers with the model from then on. */
async function sayDeployed(
  { work, clock }: StorePorts,
  definition: MonitorDefinition,
  modelVersion: string,
  since: string | undefined,
): Promise<void> {
  const model = {
    modelVersion,
    names: [modelVersion],
    since: since === undefined ? clock.now() : Date.parse(since),
    endpointConfig: null,
  };
  for (const variant of allVariants(definition))
    await recordDeployment(work, { endpoint: definition.endpoint, variant }, model);
}

/** `key: before → after` of every top-level key that differs. */
function changedKeys(before: MonitorDefinition, after: MonitorDefinition): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const text = (definition: MonitorDefinition, key: string) =>
    JSON.stringify(definition[key as keyof MonitorDefinition]) ?? "nothing";
  return keys
    .filter((key) => text(before, key) !== text(after, key))
    .map((key) => `${key}: ${text(before, key)} → ${text(after, key)}`);
}

function told(pushed: readonly Pushed[], store: string, { dryRun, deployed }: PushOptions): string {
  const lines = pushed.flatMap(({ monitor, definition, changes, baseline, learns }) => [
    `${monitor}: definition ${definition}${baseline === null ? (learns ? ", learns its baseline from traffic" : ", no baseline given") : `, baseline ${baseline.id} ${baseline.changed ? "new" : "unchanged"}${boundTo(baseline)}`}`,
    ...(deployed === undefined ? [] : [`  answered by ${deployed}`]),
    ...changes.map((change) => `  ${change.slice(0, 300)}`),
  ]);
  return `${[...lines, dryRun ? `Nothing was written to ${store} (--dry-run).` : `In ${store}.`].join("\n")}\n`;
}

/** Of which model, and that it was inferred: somebody who pushes ahead of a deployment means another one. */
function boundTo({ modelVersion, said, changed }: NonNullable<Pushed["baseline"]>): string {
  if (modelVersion === null) return "";
  return ` of model ${modelVersion}${said || !changed ? "" : ", which answers now (another one: --model-version)"}`;
}
