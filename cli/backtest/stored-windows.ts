import type { WindowRead } from "../../local/read-series.ts";
import { readWindow } from "../../local/read-series.ts";
import { windowId, windowsBetween } from "../../shared/window/window.ts";
import type { WindowPlan } from "../../steps/close-window.ts";
import { inParallel } from "../../steps/in-parallel.ts";
import { getJson } from "../../steps/json-object.ts";
import type { ObjectStore } from "../../steps/ports.ts";

/** A window as it was judged: its revision to read, and what that was made of. Whatever else is kept beside a verdict belongs here. */
export interface StoredWindow extends WindowRead {
  readonly plan: WindowPlan;
}

export interface WindowRange {
  readonly endpoint: string;
  readonly variant: string;
  /** Windows that start in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** Length of a window, milliseconds. */
  readonly length: number;
}

/** GETs under way at once. */
const WIDTH = 32;

/** Every window of the range that has a verdict, in order of time. Nothing is listed: a store of years holds a million keys. */
export async function storedWindows(work: ObjectStore, range: WindowRange): Promise<StoredWindow[]> {
  const { endpoint, variant, from, to, length } = range;
  const wanted = [...windowsBetween(endpoint, variant, from, to, length)];
  const found = await inParallel(wanted, WIDTH, async (window) => {
    const read = await readWindow({ work, endpoint, variant }, windowId(window));
    const plan = read && (await getJson<WindowPlan>(work, `${read.folder}plan.json`))?.value;
    return plan === undefined ? [] : [{ ...read!, plan }];
  });
  return found.flat();
}
