/**
 * Takes away everything of whole windows that ended before a time. Captures go first: while they are there, a window that is closed
 * again would profile them anew. Every step finds what is left of it, so that a run that died is repaired by the next one.
 */
import { captureTime } from "../../shared/capture/capture-key.ts";
import { captureLocation } from "../../shared/capture/capture-location.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import { parseDuration, parseWindowId } from "../../shared/window/window.ts";
import { windowsPrefix } from "../../shared/window/work-keys.ts";
import { captureKindOf } from "../../steps/capture-kinds/index.ts";
import { getJson } from "../../steps/json-object.ts";
import type { ReplayRequest } from "../../steps/plan-replay.ts";
import type { ObjectVersion } from "../../steps/ports.ts";
import { forgetAnswers } from "./answers.ts";
import { tellBaselines } from "./baselines.ts";
import { captureFolders } from "./find-files.ts";
import type { Forgotten } from "./forgotten.ts";
import { Ledger } from "./ledger.ts";
import type { Places } from "./places.ts";
import { isSwept, replayIds, type StoredVersion, windowVersions } from "./stored-windows.ts";
import { forgetTrainingSets } from "./training-sets.ts";

export interface TimeToForget {
  /** Start of the first window that stays. */
  readonly before: number;
  readonly dryRun: boolean;
  readonly stage: (text: string) => void;
}

/** Removed in pieces, so that a long prefix is never held as a whole. */
const PURGED_AT_ONCE = 1000;

export async function forgetBefore(
  places: Places,
  { before, dryRun, stage }: TimeToForget,
): Promise<Forgotten> {
  const { monitor, work } = places;
  const ledger = new Ledger(dryRun);
  stage(dryRun ? "Counting captures" : "Removing captures");
  await removeCaptures(places, ledger, before);
  stage(dryRun ? "Counting what was made of them" : "Removing what was made of them");
  // Markers hold no data; without them the sweep would take the window for a silent one.
  const isMarker = (stored: StoredVersion) => !stored.rest.includes("/") && isSwept(places, stored);
  for (const variant of allVariants(monitor)) {
    const partials = `partials/${monitor.endpoint}/${variant}/`;
    await removeWindows(places, ledger, { part: "partials", prefix: partials, before });
    const prefix = windowsPrefix(monitor.endpoint, variant);
    await removeWindows(places, ledger, { part: "windows", prefix, before, stays: isMarker });
    await forgetAnswers(places, ledger, variant, ({ window }) => parseWindowId(window).end <= before);
  }
  for (const id of await replayIds(work)) await removeReplay(places, ledger, id, before);
  const lookback = parseDuration(monitor.retraining?.trainingData?.lookback ?? "P365D")!;
  await forgetTrainingSets(places, ledger, (began) => began === undefined || began - lookback < before);
  await tellBaselines(places, [], ledger);
  return ledger.result(monitor.monitor, { files: 0, bytes: 0 });
}

async function removeCaptures(places: Places, ledger: Ledger, before: number): Promise<void> {
  const { monitor } = places;
  const at = places.bucket(captureLocation(monitor.capture.uri).bucket);
  const kind = captureKindOf(monitor);
  for (const folder of captureFolders(monitor)) {
    const piece = new Piece((versions) => ledger.purge(at, "captureObjects", versions));
    for await (const version of at.versions.list(folder)) {
      const key = kind.parseKey(version.key, monitor);
      if (key !== undefined && key.hour >= before) break;
      if (key !== undefined && captureTime(key) < before) await piece.add(version);
    }
    await piece.end();
  }
}

interface Removal {
  readonly part: "partials" | "windows" | "replays";
  readonly prefix: string;
  readonly before: number;
  readonly stays?: (stored: StoredVersion) => boolean;
}

async function removeWindows(
  { work }: Places,
  ledger: Ledger,
  { part, prefix, before, stays = () => false }: Removal,
): Promise<void> {
  const piece = new Piece((versions) => ledger.purge(work, part, versions));
  for await (const stored of windowVersions(work, prefix, { from: Number.NEGATIVE_INFINITY, to: before }))
    if (stored.end <= before && !stays(stored)) await piece.add(stored.version);
  await piece.end();
}

/** A replay's windows and the partials that it made for itself, and the rest of it when no window is left. */
async function removeReplay(places: Places, ledger: Ledger, id: string, before: number): Promise<void> {
  const { monitor, work } = places;
  const request = (await getJson<ReplayRequest>(work.store, `replays/${id}/request.json`))?.value;
  for (const variant of allVariants(monitor)) {
    for (const kept of ["partials", "windows"]) {
      const prefix = `replays/${id}/${kept}/${monitor.endpoint}/${variant}/`;
      await removeWindows(places, ledger, { part: "replays", prefix, before });
    }
  }
  const isOurs = request?.endpoint === monitor.endpoint && Date.parse(request.to) <= before;
  if (!isOurs || !(await isEmpty(places, `replays/${id}/windows/`, ledger.dryRun))) return;
  const rest: ObjectVersion[] = [];
  for await (const version of work.versions.list(`replays/${id}/request.json`)) rest.push(version);
  await ledger.purge(work, "replays", rest);
}

async function isEmpty({ work }: Places, prefix: string, dryRun: boolean): Promise<boolean> {
  if (dryRun) return true; // its windows would be gone: all of them lie before the time
  for await (const _ of work.versions.list(prefix)) return false;
  return true;
}

/** Versions that are gathered and removed together. */
class Piece {
  private versions: ObjectVersion[] = [];
  private readonly purge: (versions: readonly ObjectVersion[]) => Promise<void>;

  constructor(purge: (versions: readonly ObjectVersion[]) => Promise<void>) {
    this.purge = purge;
  }

  async add(version: ObjectVersion): Promise<void> {
    this.versions.push(version);
    if (this.versions.length >= PURGED_AT_ONCE) await this.end();
  }

  async end(): Promise<void> {
    const full = this.versions;
    this.versions = [];
    await this.purge(full);
  }
}
