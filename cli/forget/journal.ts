/**
 * What a run has begun, kept in the work store until it is done: once a line is out of its file nobody finds it there again, and
 * what was derived from it would stay. No id is in it.
 */
import { hashOf } from "../../shared/window/execution-name.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { FoundFile } from "./find-files.ts";
import type { Places } from "./places.ts";
import { purgeAll } from "./purge.ts";

interface Journal {
  readonly version: 1;
  readonly monitor: string;
  readonly files: readonly FoundFile[];
}

export interface OpenJournal {
  readonly key: string;
  readonly files: readonly FoundFile[];
}

const prefixOf = (monitor: string) => `forget/${monitor}/`;

/** Those that earlier runs have left open. */
export async function openJournals({ work, monitor }: Places): Promise<OpenJournal[]> {
  const journals: OpenJournal[] = [];
  for await (const { key } of work.store.list(prefixOf(monitor.monitor))) {
    const found = await getJson<Journal>(work.store, key);
    if (found !== undefined) journals.push({ key, files: found.value.files });
  }
  return journals;
}

/** Before the first line goes. */
export async function openJournal(
  { work, monitor }: Places,
  files: readonly FoundFile[],
): Promise<OpenJournal> {
  const name = hashOf(16, ...files.flatMap(({ bucket, key, etag }) => [bucket, key, etag]));
  const key = `${prefixOf(monitor.monitor)}${name}.json`;
  const journal: Journal = { version: 1, monitor: monitor.monitor, files };
  await putJson(work.store, key, journal);
  return { key, files };
}

/** When nothing of its files is left to do. */
export async function closeJournal({ work }: Places, { key }: OpenJournal): Promise<void> {
  await purgeAll(work, key);
}
