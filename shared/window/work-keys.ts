/**
 * Where everything lies in the work store. One place, so that laptop and AWS agree to the byte.
 * Every part of a key that came from outside is checked when the capture key or the definition is read.
 */
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

export const baselinesPrefix = (monitor: string) => `baselines/${monitor}/`;
export const baselineFolder = (monitor: string, baseline: string) => `baselines/${monitor}/${baseline}/`;
export const slotKey = (folder: string, slot: string) => `${folder}slots/${slot}.profile`;

/** Partials of one window and one profile configuration. */
export const partialsPrefix = (window: Window, config: string) => `partials/${place(window)}/${config}/`;

/**
 * Key of the partial of one capture file for one window. It has no object version: a re-upload replaces
 * its partial and does not count twice. The file's name is cut so that the key stays under 1,024 bytes.
 */
export function partialKey(
  window: Window,
  config: string,
  source: { bucket: string; key: string; hour: number; file: string },
): string {
  const stamp = new Date(source.hour).toISOString().replace(/[-:T]/g, "").slice(0, 10);
  const file = source.file
    .replace(/\.jsonl(\.gz)?$/, "")
    .replace(/[^A-Za-z0-9_.-]+/g, "-")
    .slice(0, 80);
  return `${partialsPrefix(window, config)}${stamp}-${file}-${hashOf(8, source.bucket, source.key)}.bin`;
}

/** Name of a partial: the same in every window and configuration that its file has partials in. */
export const partialName = (key: string) => key.slice(key.lastIndexOf("/") + 1);

/** Folder of a window: markers, `current.json` and one folder a revision. */
export const windowFolder = ({ window, replay }: Pick<WindowRevision, "window" | "replay">) =>
  replay === undefined ? `windows/${place(window)}/` : `replays/${replay}/windows/${place(window)}/`;
export const windowsPrefix = (endpoint: string, variant: string) => `windows/${endpoint}/${variant}/`;
export const revisionFolder = (at: WindowRevision) => `${windowFolder(at)}r${at.revision}/`;
export const closedKey = (at: WindowRevision) => `${windowFolder(at)}closed.json`;
export const currentKey = (at: Pick<WindowRevision, "window" | "replay">) =>
  `${windowFolder(at)}current.json`;
export const publishedKey = (at: WindowRevision) => `${windowFolder(at)}published.json`;
export const shardKey = (at: WindowRevision, shard: number) =>
  `${revisionFolder(at)}shards/${String(shard).padStart(5, "0")}.profile`;

/** How far the sweep of an endpoint variant has come. */
export const sweepKey = (endpoint: string, variant: string) => `sweeps/${endpoint}/${variant}.json`;

export const retrainingStateKey = (endpoint: string) => `retraining/${endpoint}/state.json`;
export const retrainingFolder = (endpoint: string, job: string) => `retraining/${endpoint}/${job}/`;
/** Captured rows in clear, so apart from the rest: they expire (docs/file-formats.md). */
export const trainingSetFolder = (endpoint: string, job: string) => `training-sets/${endpoint}/${job}/`;
