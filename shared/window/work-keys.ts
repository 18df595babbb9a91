/**
 * Where everything lies in the work store. One place, so that laptop and AWS agree to the byte.
 * Every part of a key that came from outside is checked when the capture key or the definition is read.
 */
import { captureTime } from "../capture/capture-key.ts";
import { hashOf } from "./execution-name.ts";
import type { Window } from "./window.ts";
import { windowId } from "./window.ts";

/** A revision of a window; `replay` moves everything it writes under `replays/<id>/`. */
export interface WindowRevision {
  readonly window: Window;
  readonly revision: number;
  readonly replay?: string;
}

const place = (window: Window) => `${window.endpoint}/${window.variant}/${windowId(window)}`;

export const monitorKey = (monitor: string) => `monitors/${monitor}.json`;
export const MONITORS_PREFIX = "monitors/";
/** What all monitors share. */
export const FLEET_KEY = "fleet/budget.json";

export const baselinesPrefix = (monitor: string) => `baselines/${monitor}/`;
export const baselineFolder = (monitor: string, baseline: string) => `baselines/${monitor}/${baseline}/`;
/** The baselines of a monitor that are made anew each day; apart from the fixed ones, because they expire. */
export const rollingPrefix = (monitor: string) => `rolling/${monitor}/`;
export const rollingFolder = (monitor: string, rolling: string) => `rolling/${monitor}/${rolling}/`;
export const slotKey = (folder: string, slot: string) => `${folder}slots/${slot}.profile`;

/** Everything that a replay writes lies below it; the live store's own root where there is none. */
const below = (replay: string | undefined) => (replay === undefined ? "" : `replays/${replay}/`);

export const replayRequestKey = (replay: string) => `${below(replay)}request.json`;

/** Partials of one window and one profile configuration: the live ones, or those that a replay has made for itself. */
export const partialsPrefix = (window: Window, config: string, replay?: string) =>
  `${below(replay)}partials/${place(window)}/${config}/`;
/** Partials of every window of an endpoint variant, or of those whose id begins so: `20260301T10`. */
export const partialsOf = (endpoint: string, variant: string, id = "") =>
  `partials/${endpoint}/${variant}/${id}`;

/**
 * Key of the partial of one capture file for one window. It has no object version: a re-upload replaces
 * its partial and does not count twice. The file's name is cut so that the key stays under 1,024 bytes.
 */
export function partialKey(
  window: Window,
  config: string,
  source: { bucket: string; key: string; hour: number; file: string },
  replay?: string,
): string {
  const stamp = new Date(source.hour).toISOString().replace(/[-:T]/g, "").slice(0, 10);
  const file = source.file
    .replace(/\.jsonl(\.gz)?$/, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, 80);
  return `${partialsPrefix(window, config, replay)}${stamp}-${file}-${hashOf(8, source.bucket, source.key)}.bin`;
}

/** The hour of a partial's capture file and the time that the file's name tells, by the last part of the partial's key. */
export function partialFile(name: string): { readonly hour: number; readonly time: number } {
  const digits = (from: number, to: number) => Number(name.slice(from, to));
  const hour = Date.UTC(digits(0, 4), digits(4, 6) - 1, digits(6, 8), digits(8, 10));
  return { hour, time: captureTime({ hour, file: name.slice(11) }) };
}

/** Name of a partial: the same in every window and configuration that its file has partials in. */
export const partialName = (key: string) => key.slice(key.lastIndexOf("/") + 1);

/** Folder of a window: markers, `current.json` and one folder a revision. */
export const windowFolder = ({ window, replay }: Pick<WindowRevision, "window" | "replay">) =>
  `${below(replay)}windows/${place(window)}/`;
export const windowsPrefix = (endpoint: string, variant: string, replay?: string) =>
  `${below(replay)}windows/${endpoint}/${variant}/`;
export const revisionFolder = (at: WindowRevision) => `${windowFolder(at)}r${at.revision}/`;
export const closedKey = (at: WindowRevision) => `${windowFolder(at)}closed.json`;
export const currentKey = (at: Pick<WindowRevision, "window" | "replay">) =>
  `${windowFolder(at)}current.json`;
export const publishedKey = (at: WindowRevision) => `${windowFolder(at)}published.json`;
export const shardKey = (at: WindowRevision, shard: number) =>
  `${revisionFolder(at)}shards/${String(shard).padStart(5, "0")}.profile`;

/** What people have said of a window, one object an answer. */
export const acknowledgementKey = (window: Window, id: string) =>
  `${windowFolder({ window })}acknowledgements/${id}.json`;
/** What of all that holds now, of an endpoint variant. */
export const acknowledgementsKey = (endpoint: string, variant: string) =>
  `acknowledgements/${endpoint}/${variant}.json`;

/** How far the sweep of an endpoint variant has come. */
export const sweepKey = (endpoint: string, variant: string) => `sweeps/${endpoint}/${variant}.json`;

/** Which models answered at an endpoint variant, and since when. */
export const deploymentsKey = (endpoint: string, variant: string) =>
  `deployments/${endpoint}/${variant}.json`;

/** Hard faults of an endpoint variant: which are open, and what was told of them. */
export const faultStateKey = (endpoint: string, variant: string) =>
  `faults/${endpoint}/${variant}/state.json`;
/** The small partials of a window that have not been looked at together yet. */
export const faultTallyKey = (window: Window, config: string) =>
  `faults/${window.endpoint}/${window.variant}/tallies/${windowId(window)}-${config}.json`;
/** Incidents of one kind of fault in columns of one name, across endpoints. */
export const incidentsKey = (kind: string, column: string) =>
  `faults/incidents/${kind}-${hashOf(16, column)}.json`;

export const retrainingStateKey = (endpoint: string) => `retraining/${endpoint}/state.json`;
export const retrainingFolder = (endpoint: string, job: string) => `retraining/${endpoint}/${job}/`;
/** Captured rows in clear, so apart from the rest: they expire (docs/file-formats.md). */
export const trainingSetFolder = (endpoint: string, job: string) => `training-sets/${endpoint}/${job}/`;
