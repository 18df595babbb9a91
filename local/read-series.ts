import type { DriftMeasured } from "../shared/monitors/column-reports.ts";
import { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile } from "../shared/profile/profile-codec.ts";
import type { Verdict } from "../shared/report/verdict.ts";
import { parseWindowId, type Window } from "../shared/window/window.ts";
import { currentKey, revisionFolder, windowsPrefix } from "../shared/window/work-keys.ts";
import { getJson } from "../steps/json-object.ts";
import type { ObjectStore } from "../steps/ports.ts";
import type { CurrentRevision } from "../steps/publish-report.ts";

export interface SeriesQuery {
  readonly work: ObjectStore;
  readonly endpoint: string;
  readonly variant: string;
  /** Windows that start in [from, to), epoch milliseconds; all of them where nothing is said. */
  readonly from?: number;
  readonly to?: number;
  /** Id of a replay; the live windows where nothing is said. */
  readonly replay?: string;
}

/** One window's current revision. */
export interface WindowRead {
  readonly id: string;
  readonly window: Window;
  /** Folder of the revision in the work store, with its closing slash. */
  readonly folder: string;
  readonly verdict: Verdict;
  readonly drift: DriftMeasured;
}

/** The current revision of every window of an endpoint variant that has a verdict, in order of time. */
export async function readSeries(query: SeriesQuery): Promise<WindowRead[]> {
  const windows: WindowRead[] = [];
  for (const id of await windowIds(query)) {
    const found = await readWindow(query, id);
    if (found !== undefined) windows.push(found);
  }
  return windows.sort((a, b) => a.window.start - b.window.start || a.window.end - b.window.end);
}

/** The current revision of one window; undefined while it has none. */
export async function readWindow(query: SeriesQuery, id: string): Promise<WindowRead | undefined> {
  const { work, endpoint, variant, from = -Infinity, to = Infinity, replay } = query;
  const window = { endpoint, variant, ...parseWindowId(id) };
  if (window.start < from || window.start >= to) return undefined;
  const at = { window, ...(replay === undefined ? {} : { replay }) };
  const current = await getJson<CurrentRevision>(work, currentKey(at));
  if (current === undefined) return undefined;
  const folder = revisionFolder({ ...at, revision: current.value.revision });
  const verdict = (await getJson<Verdict>(work, `${folder}verdict.json`))?.value;
  const drift = (await getJson<DriftMeasured>(work, `${folder}drift.json`))?.value ?? {};
  return verdict && { id, window, folder, verdict, drift };
}

/** The profiles of the windows, merged in order of time: the whole period. */
export async function mergeSeries(
  work: ObjectStore,
  windows: readonly WindowRead[],
): Promise<DatasetProfile> {
  const whole = new DatasetProfile();
  for (const { folder } of windows) {
    const profile = await work.get(`${folder}window.profile`);
    if (profile !== undefined) whole.merge(decodeProfile(profile.body));
  }
  return whole;
}

async function windowIds({ work, endpoint, variant, replay }: SeriesQuery): Promise<string[]> {
  const prefix = windowsPrefix(endpoint, variant, replay);
  const ids: string[] = [];
  for await (const { key } of work.list(prefix))
    if (key.endsWith("/current.json")) ids.push(key.slice(prefix.length, -"/current.json".length));
  return ids;
}
