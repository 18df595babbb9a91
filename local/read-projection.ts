import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UnusableInput } from "../shared/errors.ts";
import type { SeriesReport } from "../shared/report/series-report.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { seriesFacts } from "./series-facts.ts";
import { seriesWindow } from "./series-window.ts";

export interface ProjectionQuery {
  /** Folder that windows were projected into. */
  readonly folder: string;
  readonly endpoint?: string;
  readonly variant?: string;
}

/**
 * The report of a folder of projected windows without their work store: what the verdicts say. Distributions are not in
 * them, so it has none. Throws `UnusableInput` when there are no windows, or windows of several endpoint variants and none is named.
 */
export async function readProjection({ folder, endpoint, variant }: ProjectionQuery): Promise<SeriesReport> {
  const found = (await projectedWindows(folder)).filter(
    ({ verdict }) =>
      (endpoint ?? verdict.endpoint) === verdict.endpoint && (variant ?? verdict.variant) === verdict.variant,
  );
  const [first] = found;
  if (first === undefined)
    throw new UnusableInput(
      `Got ${folder}: no verdict.json below {endpoint}/{variant}/{window}/; expected a work store or a folder that plumbline analyze has written.`,
    );
  const several = new Set(found.map(({ verdict }) => `${verdict.endpoint}/${verdict.variant}`));
  if (several.size > 1)
    throw new UnusableInput(
      `Got windows of ${[...several].sort().join(", ")} in ${folder}; expected those of one. Name it with --endpoint and --variant.`,
    );
  const windows = found
    .map(({ place, verdict }) => ({
      place,
      read: { id: verdict.window.id, window: spanOf(verdict), verdict, drift: driftOf(verdict) },
    }))
    .sort((a, b) => a.read.window.start - b.read.window.start);
  return {
    title: `Monitor ${first.verdict.monitor}`,
    endpoint: first.verdict.endpoint,
    variant: first.verdict.variant,
    from: windows[0]!.read.window.start,
    to: windows.at(-1)!.read.window.end,
    violationRateThreshold: windows.at(-1)!.read.verdict.violationRateThreshold,
    windows: windows.map(({ place, read }) => seriesWindow(read, { href: `${place}/report.html` })),
    retrainings: [],
    columns: [],
    worst: [],
    excluded: [],
    facts: seriesFacts(windows.map(({ read }) => read.verdict)),
  };
}

async function projectedWindows(folder: string): Promise<{ place: string; verdict: Verdict }[]> {
  const found: { place: string; verdict: Verdict }[] = [];
  for (const endpoint of await foldersIn(folder))
    for (const variant of await foldersIn(join(folder, endpoint)))
      for (const window of await foldersIn(join(folder, endpoint, variant))) {
        const place = `${endpoint}/${variant}/${window}`;
        const text = await readFile(join(folder, place, "verdict.json"), "utf8").catch(() => undefined);
        if (text !== undefined) found.push({ place, verdict: JSON.parse(text) as Verdict });
      }
  return found;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
}

const spanOf = ({ endpoint, variant, window }: Verdict) => ({
  endpoint,
  variant,
  start: Date.parse(window.start),
  end: Date.parse(window.end),
});

/** The drift that violations tell of; what stayed under its limit is not in a verdict. */
function driftOf({ violations }: Verdict) {
  const drifted = violations.filter(({ kind, distance }) => kind === "drift" && distance !== null);
  return Object.fromEntries(
    drifted.map(({ column, distance, threshold, n, m }) => [
      column,
      { distance, threshold, limit: null, n, m, violated: true },
    ]),
  );
}
