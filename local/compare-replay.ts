import type { VerdictName } from "../shared/report/verdict.ts";
import type { ObjectStore } from "../steps/ports.ts";
import { readSeries, readWindow, type SeriesQuery } from "./read-series.ts";

/** A replay beside the live windows. */
export interface ReplayComparison {
  /** Replayed windows that have a verdict. */
  readonly windows: number;
  readonly identical: number;
  /** Windows whose files differ from the live revision's, and which. */
  readonly different: readonly { readonly window: string; readonly files: readonly string[] }[];
  /** Replayed windows that have no live revision. */
  readonly withoutLive: readonly string[];
  readonly verdicts: readonly VerdictName[];
}

/** What a replay has to reproduce to the byte; `lineage.json` tells when it ran, so it differs. */
const COMPARED = ["statistics.json", "constraint_violations.json", "verdict.json", "report.html"] as const;

/** Compares a replay's files with those of the windows' current revisions, byte for byte. A file that both lack is alike. */
export async function compareReplay(
  query: SeriesQuery & { readonly replay: string },
): Promise<ReplayComparison> {
  const { work, endpoint, variant } = query;
  const replayed = await readSeries(query);
  const different: { window: string; files: string[] }[] = [];
  const withoutLive: string[] = [];
  for (const { id, folder } of replayed) {
    const live = await readWindow({ work, endpoint, variant }, id);
    if (live === undefined) withoutLive.push(id);
    else {
      const files = await differences(work, folder, live.folder);
      if (files.length > 0) different.push({ window: id, files });
    }
  }
  const identical = replayed.length - different.length - withoutLive.length;
  return {
    windows: replayed.length,
    identical,
    different,
    withoutLive,
    verdicts: replayed.map(({ verdict }) => verdict.verdict),
  };
}

async function differences(work: ObjectStore, one: string, other: string): Promise<string[]> {
  const differing: string[] = [];
  for (const file of COMPARED) {
    const [a, b] = await Promise.all([work.get(`${one}${file}`), work.get(`${other}${file}`)]);
    const alike = a === undefined || b === undefined ? a === b : Buffer.compare(a.body, b.body) === 0;
    if (!alike) differing.push(file);
  }
  return differing;
}
