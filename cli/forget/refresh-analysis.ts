import { access, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type ProjectedWindow, projectWindows } from "../../local/project-windows.ts";
import { mergeSeries } from "../../local/read-series.ts";
import { summarizeWindows } from "../../local/summarize-windows.ts";
import { writeSeriesReports } from "../../local/write-series-reports.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import type { AnalysisSummary } from "../analyze-captures.ts";
import { workFolder } from "../prepare-out.ts";

/**
 * Where a store is the one that `analyze` keeps in its `--out` folder: writes that folder's windows, reports and `summary.json` again
 * from what the store holds now. Returns the folder; undefined for any other store.
 */
export async function refreshAnalysis(
  work: ObjectStore,
  { endpoint, monitor, ...definition }: MonitorDefinition,
): Promise<string | undefined> {
  const out = dirname(work.name);
  const known = (path: string) =>
    access(path).then(
      () => true,
      () => false,
    );
  if (basename(work.name) !== basename(workFolder("")) || !(await known(join(out, "summary.json"))))
    return undefined;
  const before = JSON.parse(await readFile(join(out, "summary.json"), "utf8")) as AnalysisSummary;
  const span = before.from && before.to ? { from: Date.parse(before.from), to: Date.parse(before.to) } : {};
  const variants = allVariants(definition);
  const windows: ProjectedWindow[] = [];
  for (const variant of variants)
    windows.push(...(await projectWindows({ work, out, endpoint, variant, ...span })));
  const { shadowVariants } = definition;
  const title = `Monitor ${monitor}`;
  await writeSeriesReports({ work, out, endpoint, variants, shadowVariants, title, ...span });
  const notes = Object.fromEntries((await mergeSeries(work, windows)).notes);
  const summary = { ...before, ...summarizeWindows(windows, notes) };
  await writeFile(join(out, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
  return out;
}
