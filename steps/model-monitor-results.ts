/** What Model Monitor's data quality jobs have left: one folder a run, found and read. */
import { type Constraints, parseConstraints } from "../shared/constraints/constraints.ts";
import { type ConstraintViolations, parseViolations } from "../shared/constraints/violations-file.ts";
import { UnusableInput } from "../shared/errors.ts";
import { parseResultKey, type ResultFile, type ResultKey } from "../shared/statistics/result-key.ts";
import { parseStatistics, type Statistics } from "../shared/statistics/statistics.ts";
import type { ObjectStore } from "./ports.ts";

/** One run, by where it has written. */
export interface ResultHour extends Pick<ResultKey, "folder" | "above" | "schedule" | "hour"> {
  readonly files: readonly ResultFile[];
}

/** A file as it is and what it says. */
export interface ReadFile<T> {
  readonly text: string;
  readonly value: T;
}

/** The files of one run, or of one window of ours; undefined where a file is not there. */
export interface ResultFiles {
  readonly statistics: ReadFile<Statistics> | undefined;
  readonly constraints: ReadFile<Constraints> | undefined;
  readonly violations: ReadFile<ConstraintViolations> | undefined;
}

/** Every run below a prefix, by schedule and then in order of time. Whatever else lies there is passed over. */
export async function listResults(
  store: Pick<ObjectStore, "list">,
  prefix: string,
): Promise<readonly ResultHour[]> {
  const found = new Map<string, ResultHour>();
  for await (const { key } of store.list(prefix)) {
    const parsed = parseResultKey(key);
    if (parsed === undefined) continue;
    const { file, ...run } = parsed;
    const known = found.get(run.folder)?.files ?? [];
    found.set(run.folder, { ...run, files: [...known, file] });
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** Reads a folder's files. Throws `UnusableInput` where one of them is no file of a data quality job. */
export async function readResults(
  store: Pick<ObjectStore, "get" | "name">,
  folder: string,
): Promise<ResultFiles> {
  const read = async <T>(file: ResultFile, parse: (json: unknown, source: string) => T) => {
    const found = await store.get(`${folder}${file}`);
    if (found === undefined) return undefined;
    const source = `${store.name}/${folder}${file}`;
    const text = new TextDecoder().decode(found.body);
    return { text, value: parse(jsonIn(text, source), source) };
  };
  return {
    statistics: await read("statistics.json", parseStatistics),
    constraints: await read("constraints.json", parseConstraints),
    violations: await read("constraint_violations.json", parseViolations),
  };
}

function jsonIn(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnusableInput(
      `${source} is not JSON; expected a file of Model Monitor. Copy it again from where the service has written it.`,
      { cause },
    );
  }
}
