import { glob } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { MONITORS_PREFIX, monitorKey } from "../../shared/window/work-keys.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type CliCommand, exampleText } from "../command.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { isS3, openLocation, openStore, requireFolder, storeOf } from "../open-store.ts";
import { type BaselineRead, putBaseline, readBaseline, requireSameColumns } from "../put-baseline.ts";
import { readDefinition } from "../read-definition.ts";
import { requireOneMonitorEach } from "../require-one-monitor-each.ts";
import { requireTrainable } from "../require-trainable.ts";

interface PushOptions {
  readonly store?: string;
  readonly baseline?: string;
  readonly dryRun?: true;
  readonly json?: true;
}

interface Pushed {
  readonly monitor: string;
  readonly definition: "new" | "changed" | "unchanged";
  /** Keys whose values changed. */
  readonly changes: readonly string[];
  readonly baseline: { readonly id: string; readonly changed: boolean } | null;
}

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
    .option("--dry-run", "say what would change, and write nothing")
    .option("--json", "print the summary as JSON on standard output")
    .addHelpText(
      "after",
      exampleText(
        "plumbline push",
        "plumbline push monitors/churn.yml --baseline baseline --store s3://plumbline-dev-work",
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
  if (options.baseline !== undefined && definitions.length !== 1)
    throw new UnusableInput(
      `Got --baseline and ${definitions.length} definitions; expected one. Name the definition that the baseline belongs to.`,
    );
  const baselines = await Promise.all(
    definitions.map(({ file, definition }) => baselineOf(io, file, definition, options)),
  );
  for (const [index, { definition }] of definitions.entries())
    if (baselines[index] !== undefined) requireSameColumns(definition, baselines[index]);
  if (isS3(store)) for (const { definition } of definitions) requireTrainable(definition);
  const { work, clock } = await openStore(io, store, { make: options.dryRun !== true });
  requireOneMonitorEach(
    definitions.map(({ file, definition }) => ({ source: file, definition })),
    await storedMonitors(work),
  );
  const pushed: Pushed[] = [];
  for (const [index, { definition }] of definitions.entries())
    pushed.push(
      await pushOne(
        { work, now: clock.now(), dryRun: options.dryRun === true },
        definition,
        baselines[index],
      ),
    );
  return pushed;
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
  { work, now, dryRun }: { readonly work: ObjectStore; readonly now: number; readonly dryRun: boolean },
  given: MonitorDefinition,
  baseline: BaselineRead | undefined,
): Promise<Pushed> {
  const key = monitorKey(given.monitor);
  const before = (await getJson<MonitorDefinition>(work, key))?.value;
  // The sweep opens no window from before the monitor was there.
  const definition = { ...given, since: given.since ?? before?.since ?? new Date(now).toISOString() };
  const changes = before === undefined ? [] : changedKeys(before, definition);
  // The baseline first: a monitor that is seen without one judges nothing.
  const put =
    baseline === undefined ? null : await putBaseline(work, definition.monitor, baseline, { dryRun });
  if (!dryRun && (before === undefined || changes.length > 0)) await putJson(work, key, definition);
  return {
    monitor: definition.monitor,
    definition: before === undefined ? "new" : changes.length > 0 ? "changed" : "unchanged",
    changes,
    baseline: put,
  };
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

function told(pushed: readonly Pushed[], store: string, { dryRun }: PushOptions): string {
  const lines = pushed.flatMap(({ monitor, definition, changes, baseline }) => [
    `${monitor}: definition ${definition}${baseline === null ? ", no baseline given" : `, baseline ${baseline.id} ${baseline.changed ? "new" : "unchanged"}`}`,
    ...changes.map((change) => `  ${change.slice(0, 300)}`),
  ]);
  return `${[...lines, dryRun ? `Nothing was written to ${store} (--dry-run).` : `In ${store}.`].join("\n")}\n`;
}
