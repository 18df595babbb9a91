/**
 * A replayed window becomes the live one: the next revision, with the replay's files. It takes its number as a closer does
 * (docs/architecture.md, the fence): the marker first, the LIST second, `plan.json` only where nobody has written one.
 * A late file's partial is then in the LIST, and the window is refused because the replay has not counted it; or its
 * profiler sees the marker and starts the revision after this one.
 */
import { type Window, windowId } from "../shared/window/window.ts";
import {
  closedKey,
  currentKey,
  partialName,
  revisionFolder,
  type WindowRevision,
} from "../shared/window/work-keys.ts";
import { unprofiledFiles } from "./capture-files.ts";
import type { WindowPlan } from "./close-window.ts";
import { getJson, putJson } from "./json-object.ts";
import type { ClosedMarker } from "./open-window.ts";
import type { ObjectStore, Ports } from "./ports.ts";
import { type CurrentRevision, type Lineage, publishPromoted } from "./publish-report.ts";
import type { FoundReplay } from "./start-replay.ts";
import { LIVE, partialPlaces, windowPartials } from "./window-partials.ts";

export interface PromotedWindow {
  readonly window: string;
  /** `already`: by an earlier promotion of the same replay. */
  readonly outcome: "promoted" | "already" | "refused";
  /** Why it was refused. */
  readonly reason?: string;
}

type Needs = Pick<Ports, "work" | "captures" | "events" | "clock">;

/** Numbers tried; every one that is lost was taken by a revision that lists after us. */
const MAX_TURNS = 8;
/** The files of a revision that are a replay's; the verdict last, so that it is there with all of them. */
const FILES = [
  "window.profile",
  "statistics.json",
  "constraints.json",
  "constraint_violations.json",
  "drift.json",
  "metrics.json",
  "report.html",
  "verdict.json",
];

/** Promotes one window of a replay. A dry run says what would happen and writes nothing. */
export async function promoteWindow(
  ports: Needs,
  replay: FoundReplay,
  window: Window,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<PromotedWindow> {
  const { id } = replay.stored;
  const from = await currentRevision(ports.work, { window, replay: id });
  const plan = from && (await getJson<WindowPlan>(ports.work, `${revisionFolder(from)}plan.json`))?.value;
  const done = (outcome: "promoted" | "already") => ({ window: windowId(window), outcome });
  const refused = (reason: string) => ({ window: windowId(window), outcome: "refused" as const, reason });
  if (from === undefined || plan === undefined) return refused("the replay has no verdict of it");
  if (plan.lost !== undefined) return refused("the replay had a part of it only (TooLate)");
  if ((await promotedFrom(ports.work, window)) === id) return done("already");
  // A look before the number is taken: a window that is refused stays as it is.
  const hindrance = await comparePlan(ports, replay, window, plan);
  if (typeof hindrance === "string") return refused(hindrance);
  if (dryRun) return done("promoted");
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const at = await takeNumber(ports.work, window);
    if (at === undefined) continue;
    const live = await comparePlan(ports, replay, window, plan);
    if (typeof live === "string") return refused(live);
    const planned = await putJson(ports.work, `${revisionFolder(at)}plan.json`, live, { ifNoneMatch: "*" });
    // Somebody runs under this number; it lists after our marker, and the next number is ours.
    if (!planned.written) continue;
    await copyFiles(ports.work, revisionFolder(from), revisionFolder(at));
    await publishPromoted(ports, at, id);
    return done("promoted");
  }
  return refused(`others closed it ${MAX_TURNS} times meanwhile`);
}

/** The marker moved on by one, or undefined where somebody else moved it. */
async function takeNumber(work: ObjectStore, window: Window): Promise<WindowRevision | undefined> {
  const key = closedKey({ window, revision: 0 });
  const marker = await getJson<ClosedMarker>(work, key);
  const current = (await currentRevision(work, { window }))?.revision ?? -1;
  const revision = Math.max(marker?.value.revision ?? -1, current) + 1;
  const condition = marker === undefined ? { ifNoneMatch: "*" as const } : { ifMatch: marker.etag };
  const { written } = await putJson(work, key, { revision } satisfies ClosedMarker, condition);
  return written ? { window, revision } : undefined;
}

/**
 * The replay's plan as one of the live store, or why it cannot be: it has to hold everything that a closer would find now,
 * partials and files alike. Partials that only the replay has (it read files whose live ones are gone) are named where they
 * lie: a later revision misses them in the live place with their home, so it reads these files again.
 */
async function comparePlan(
  { work, captures }: Pick<Ports, "work" | "captures">,
  { stored, monitor }: FoundReplay,
  window: Window,
  plan: WindowPlan,
): Promise<WindowPlan | string> {
  const places = partialPlaces({ window, revision: 0, replay: stored.id }, "partials");
  const missing = await unprofiledFiles({ work, captures }, monitor, window, { places });
  const late = missing.filter(({ file }) => !plan.unprofiled.includes(file.key));
  if (late.length > 0)
    return `${late.length} capture file${late.length === 1 ? "" : "s"} came after the replay`;
  const planned = new Map(plan.partials.map((partial) => [partialName(partial.key), partial]));
  const listed = await windowPartials(work, window, plan.config, LIVE);
  for (const { name, key, etag } of listed) {
    const ours = planned.get(name);
    if (ours === undefined || !(await alike(work, ours, { key, etag })))
      return `${name} came or changed after the replay`;
  }
  const live = new Map(listed.map(({ name, key, etag }) => [name, { key, etag }]));
  return { ...plan, partials: plan.partials.map((partial) => live.get(partialName(partial.key)) ?? partial) };
}

/** By ETag; by content where a replay made its own: of encrypted objects the ETag does not tell. */
async function alike(
  work: ObjectStore,
  ours: { readonly key: string; readonly etag: string },
  live: { readonly key: string; readonly etag: string },
): Promise<boolean> {
  if (ours.etag === live.etag) return true;
  if (ours.key === live.key) return false;
  const [one, other] = await Promise.all([work.get(ours.key), work.get(live.key)]);
  return one !== undefined && other !== undefined && Buffer.compare(one.body, other.body) === 0;
}

async function copyFiles(work: ObjectStore, from: string, to: string): Promise<void> {
  for (const file of FILES) {
    const found = await work.get(`${from}${file}`);
    if (found !== undefined) await work.put(`${to}${file}`, found.body);
  }
}

async function currentRevision(
  work: ObjectStore,
  at: Pick<WindowRevision, "window" | "replay">,
): Promise<WindowRevision | undefined> {
  const current = await getJson<CurrentRevision>(work, currentKey(at));
  return current && { ...at, revision: current.value.revision };
}

async function promotedFrom(work: ObjectStore, window: Window): Promise<string | undefined> {
  const live = await currentRevision(work, { window });
  return live && (await getJson<Lineage>(work, `${revisionFolder(live)}lineage.json`))?.value.promotedFrom;
}
