/**
 * The current revisions of an endpoint variant as a folder that people open: `<out>/<endpoint>/<variant>/<window id>/` with
 * Model Monitor's files, the verdict and the report.
 */
import { mkdir, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseWindowId } from "../shared/window/window.ts";
import type { ObjectStore } from "../steps/ports.ts";
import { readSeries, type SeriesQuery, type WindowRead } from "./read-series.ts";

/** `constraint_violations.json` is absent when empty, as in Model Monitor. */
const PROJECTED_FILES = [
  "statistics.json",
  "constraints.json",
  "constraint_violations.json",
  "verdict.json",
  "report.html",
] as const;

export interface ProjectedWindow extends WindowRead {
  /** Folder of the window below `out`. */
  readonly place: string;
}

/**
 * Writes the windows into `out` and takes away what an earlier run left there of windows that are no longer among them
 * (only files of these names). Returns them in order of time. The same revisions give the same bytes.
 */
export async function projectWindows({
  out,
  ...query
}: SeriesQuery & { readonly out: string }): Promise<ProjectedWindow[]> {
  const folder = `${query.endpoint}/${query.variant}`;
  const windows = (await readSeries(query)).map((window) => ({ ...window, place: `${folder}/${window.id}` }));
  for (const window of windows) await projectWindow(query.work, window, join(out, window.place));
  await removeStale(join(out, folder), new Set(windows.map(({ id }) => id)));
  return windows;
}

async function projectWindow(work: ObjectStore, { folder }: WindowRead, place: string): Promise<void> {
  await mkdir(place, { recursive: true });
  for (const file of PROJECTED_FILES) {
    const found = await work.get(`${folder}${file}`);
    if (found === undefined) await rm(join(place, file), { force: true });
    else await writeFile(join(place, file), found.body);
  }
}

async function removeStale(folder: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (kept.has(name) || !isWindowId(name)) continue;
    for (const file of PROJECTED_FILES) await rm(join(folder, name, file), { force: true });
    await rmdir(join(folder, name)).catch(() => undefined); // somebody else's file is in it: it stays
  }
}

function isWindowId(name: string): boolean {
  try {
    return parseWindowId(name).start > Number.NEGATIVE_INFINITY;
  } catch {
    return false;
  }
}
