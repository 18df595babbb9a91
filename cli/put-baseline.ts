import {
  type ColumnHistory,
  columnHistory,
  disagreeing,
  versionOf,
} from "../shared/columns/column-history.ts";
import type { DeclaredColumns } from "../shared/columns/column-versions.ts";
import { parseConstraints } from "../shared/constraints/constraints.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { hashOf } from "../shared/window/execution-name.ts";
import { baselineFolder } from "../shared/window/work-keys.ts";
import { nextBaselineId, numberedBaselines } from "../steps/baseline-ids.ts";
import { type BaselineFacts, readBaselineFacts } from "../steps/fitting-baseline.ts";
import { getJson, putJson } from "../steps/json-object.ts";
import type { ObjectStore } from "../steps/ports.ts";
import { loadBaselineFolder } from "../steps/stored-baseline.ts";
import type { OpenLocation } from "./open-store.ts";

/** A baseline that lies in a folder of the user's, looked at. */
export interface BaselineRead {
  /** As it was named, for messages. */
  readonly name: string;
  readonly at: OpenLocation;
  readonly facts: BaselineFacts;
  /** Columns of `constraints.json`, in its order. */
  readonly columns: readonly string[];
  /** Every file of it, relative to the folder. */
  readonly files: readonly string[];
}

const SUGGEST = "Make one with: plumbline suggest-baseline DATASET --out FOLDER";

/**
 * Reads what a baseline is: one that `suggest-baseline` wrote, or Model Monitor's `statistics.json` and `constraints.json`.
 * Throws `UnusableInput` when the folder holds neither as a whole.
 */
export async function readBaseline(name: string, at: OpenLocation): Promise<BaselineRead> {
  const constraints = await getJson<unknown>(at.store, `${at.prefix}constraints.json`);
  if (constraints === undefined)
    throw new UnusableInput(`Got ${name}: it has no constraints.json; expected a whole baseline. ${SUGGEST}`);
  const { facts } = await loadBaselineFolder(at.store, at.prefix, 0);
  const files: string[] = [];
  for await (const { key } of at.store.list(at.prefix)) {
    const file = key.slice(at.prefix.length);
    if (/^(baseline|constraints|statistics|calibration)\.json$|^slots\/[^/]+\.profile$/.test(file))
      files.push(file);
  }
  const columns = parseConstraints(constraints.value, `${name}/constraints.json`).features.map(
    (feature) => feature.name,
  );
  return { name, at, facts, columns, files };
}

/**
 * Throws `UnusableInput` when the definition names its columns and the baseline has others, or has them in another order:
 * CSV cells go by position, so a shifted baseline would judge every column by its neighbour. Where changes are declared,
 * the baseline may be of any version.
 */
export function requireSameColumns(definition: MonitorDefinition, baseline: BaselineRead): void {
  const difference = columnDifference(definition, baseline.columns);
  const where =
    definition.columns.versions === undefined ? "columns.names" : "columns.names and columns.versions";
  if (difference !== undefined)
    throw new UnusableInput(
      `Baseline ${baseline.name} is for other columns than monitor ${definition.monitor}: ${difference} Suggest a baseline from this model's data, or correct ${where}.`,
    );
}

/**
 * What the definition says of the columns that a window has: those of the payload, unless a mapping gives others, of which it
 * says nothing.
 */
export const judgedColumns = ({
  columns,
  mapping,
}: Pick<MonitorDefinition, "columns" | "mapping">): DeclaredColumns => (mapping === undefined ? columns : {});

/** A baseline's columns without the target model, which stands behind those of the payload and in no list of names. */
const payloadColumns = (
  { columns }: Pick<MonitorDefinition, "columns">,
  names: readonly string[],
): readonly string[] =>
  columns.targetModel !== undefined && names.at(-1) === columns.targetModel ? names.slice(0, -1) : names;

/**
 * The first difference between the names of a definition, in the version that fits best, and those of a baseline, in a
 * sentence; undefined when there is none.
 */
export function columnDifference(
  definition: Pick<MonitorDefinition, "columns" | "mapping">,
  baseline: readonly string[],
): string | undefined {
  const columns = payloadColumns(definition, baseline);
  const history = columnHistory(judgedColumns(definition));
  const version = versionOf(history, columns);
  const lists = history.names.filter((names) => names !== undefined);
  if (lists.length === 0) return declaredDifference(history, version, columns);
  if (lists.some((names) => listDifference(names, columns) === undefined)) return undefined;
  return listDifference(history.names[version]!, columns);
}

/** Names that the changes speak of and that are not the baseline's. */
function declaredDifference(
  history: ColumnHistory,
  version: number,
  columns: readonly string[],
): string | undefined {
  const there = new Set(columns);
  const [wrong] = disagreeing(history, there, version);
  if (wrong === undefined) return undefined;
  return there.has(wrong)
    ? `got column ${quoted(wrong)} in the baseline beside those that columns.versions has together with it at no time.`
    : `columns.versions speaks of ${quoted(wrong)}, which the baseline should have and has not.`;
}

function listDifference(names: readonly string[], columns: readonly string[]): string | undefined {
  const at = names.findIndex((name, index) => name !== columns[index]);
  if (at >= 0)
    return `got ${quoted(columns[at])} as column ${at + 1} of the baseline, expected ${quoted(names[at])} (${columns.length} columns, ${names.length} expected).`;
  if (names.length === columns.length) return undefined;
  return `got ${columns.length} columns in the baseline, expected ${names.length}; ${quoted(columns[names.length])} is not in columns.names.`;
}

const quoted = (name: string | undefined) => (name === undefined ? "nothing" : `"${name}"`);

/** Which model a baseline is of. */
export interface Binding {
  /** Null: whichever answers. */
  readonly modelVersion: string | null;
  /** Whether the user said so; otherwise it is of the model that answers now, and only a new baseline can be. */
  readonly said: boolean;
}

/** What putting a baseline does: nothing where the newest one has the same content. */
export interface BaselinePut {
  readonly id: string;
  readonly changed: boolean;
  readonly modelVersion: string | null;
}

/**
 * Puts a baseline into the work store as the monitor's newest, unless the newest one is the same to the byte. One that
 * lies there already for a model stays that model's until the user says otherwise: pushing the same folder after a
 * deployment must not hand the old baseline to the new model. Ids: steps/baseline-ids.ts.
 */
export async function putBaseline(
  work: ObjectStore,
  monitor: string,
  baseline: BaselineRead,
  {
    dryRun = false,
    binding = { modelVersion: baseline.facts.modelVersion, said: true },
  }: { readonly dryRun?: boolean; readonly binding?: Binding } = {},
): Promise<BaselinePut> {
  const bodies = new Map<string, Uint8Array>();
  for (const file of baseline.files) {
    const found = await baseline.at.store.get(`${baseline.at.prefix}${file}`);
    if (found !== undefined) bodies.set(file, found.body);
  }
  const { modelVersion, said } = binding;
  const facts = { ...baseline.facts, modelVersion };
  const hash = contentHash(said ? facts : baseline.facts, bodies);
  const there = await knownBaseline(work, monitor, hash, said);
  if (there !== undefined) return { ...there, changed: false };
  const id = await nextBaselineId(work, monitor, hash);
  const put = { id, changed: true, modelVersion };
  if (dryRun) return put;
  const folder = baselineFolder(monitor, id);
  for (const [file, body] of bodies) if (file !== "baseline.json") await work.put(`${folder}${file}`, body);
  await putJson(work, `${folder}baseline.json`, { ...facts, id, monitor });
  return put;
}

/** The stored baseline of this content that putting it again would not change. */
async function knownBaseline(
  work: ObjectStore,
  monitor: string,
  hash: string,
  said: boolean,
): Promise<Pick<BaselinePut, "id" | "modelVersion"> | undefined> {
  const all = await numberedBaselines(work, monitor);
  for (const { id } of all.filter((each) => each.hash === hash).reverse()) {
    const facts = await readBaselineFacts(work, baselineFolder(monitor, id));
    const modelVersion = facts?.modelVersion ?? null;
    if (id === all.at(-1)!.id || (!said && modelVersion !== null)) return { id, modelVersion };
  }
  return undefined;
}

/** Without what says whose it is and of when: the profiles tell one time from another. */
function contentHash(
  { id: _id, monitor: _monitor, times: _times, ...facts }: BaselineFacts,
  bodies: ReadonlyMap<string, Uint8Array>,
): string {
  const parts = [...bodies].filter(([file]) => file !== "baseline.json").sort(([a], [b]) => (a < b ? -1 : 1));
  return hashOf(
    8,
    JSON.stringify(facts),
    ...parts.flatMap(([file, body]) => [file, Buffer.from(body).toString("latin1")]),
  );
}
