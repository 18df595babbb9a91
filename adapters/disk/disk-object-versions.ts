import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ObjectStore, ObjectVersions } from "../../steps/ports.ts";
import { OWN_FOLDER } from "./disk-key.ts";

/** No write takes so long; a temporary file that is older was left by a process that died. */
const ABANDONED_MS = 3_600_000;

/** The versions of a store that keeps only what is there now: each object is its one version. */
export function onlyVersions(store: ObjectStore): ObjectVersions {
  return {
    async *list(prefix, options) {
      for await (const { key, size } of store.list(prefix, options)) yield { key, size, current: true };
    },
    async purge(versions) {
      for (const { key } of versions) await store.delete(key);
      return [];
    },
  };
}

/** The same of a folder. What a write that died left of its object goes too: it may hold what is being forgotten. */
export function diskObjectVersions(store: ObjectStore): ObjectVersions {
  const versions = onlyVersions(store);
  return {
    list: (prefix, options) => versions.list(prefix, options),
    async purge(purged) {
      removeAbandoned(join(store.name, OWN_FOLDER, "temporary"));
      return versions.purge(purged);
    },
  };
}

function removeAbandoned(folder: string): void {
  const before = Date.now() - ABANDONED_MS;
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (modified !== undefined && modified < before) rmSync(path, { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing was ever written there
  }
}
