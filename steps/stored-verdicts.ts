import type { Verdict } from "../shared/report/verdict.ts";
import type { Window } from "../shared/window/window.ts";
import { currentKey, revisionFolder } from "../shared/window/work-keys.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";
import type { CurrentRevision } from "./publish-report.ts";

/** What a window has come to: the revision to read. */
export interface StoredVerdict {
  /** Folder of the revision. */
  readonly folder: string;
  readonly verdict: Verdict;
}

/** Windows asked for at once; each takes two GETs, one after the other. */
const WIDTH = 32;

/** The verdicts of windows, in their order; undefined for one that has none yet. */
export function storedVerdicts(
  work: ObjectStore,
  windows: readonly Window[],
): Promise<(StoredVerdict | undefined)[]> {
  return inParallel(windows, WIDTH, async (window) => {
    const revision = (await getJson<CurrentRevision>(work, currentKey({ window })))?.value.revision;
    if (revision === undefined) return undefined;
    const folder = revisionFolder({ window, revision });
    const verdict = (await getJson<Verdict>(work, `${folder}verdict.json`))?.value;
    return verdict && { folder, verdict };
  });
}
