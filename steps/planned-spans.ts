import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { msOf, scalesOf, spanStart } from "../shared/window/scale.ts";
import { parseDuration, windowsBetween } from "../shared/window/window.ts";
import { currentKey, revisionFolder, type WindowRevision } from "../shared/window/work-keys.ts";
import { inParallel } from "./in-parallel.ts";
import { getJson } from "./json-object.ts";
import type { ObjectStore } from "./ports.ts";
import type { CurrentRevision } from "./publish-report.ts";

/** A longer span that ends with a window, in its plan. */
export interface PlannedSpan {
  /** ISO 8601. */
  readonly scale: string;
  /** Windows of the span, the one that is planned included. */
  readonly of: number;
  /** Profiles of the earlier windows as they are to be read, in the order of time; a window that has not ended with one is absent. */
  readonly profiles: readonly { readonly start: number; readonly key: string }[];
}

/** GETs under way at once: a week of hours asks for 167. */
const WIDTH = 16;

/** The spans that end with a window, of what their windows have come to by now; none of a monitor that judges as Model Monitor does. */
export async function plannedSpans(
  work: ObjectStore,
  { window }: WindowRevision,
  monitor: MonitorDefinition,
): Promise<PlannedSpan[]> {
  if (monitor.compatibility === "ModelMonitor") return [];
  const length = parseDuration(monitor.window)!;
  const { endpoint, variant, end } = window;
  const [, ...longer] = scalesOf(length);
  const ending = longer.filter((scale) => spanStart(window.start, scale) + msOf(scale) === end);
  const longest = ending.at(-1);
  if (longest === undefined) return [];
  const earlier = [...windowsBetween(endpoint, variant, end - msOf(longest), window.start, length)];
  const known = await inParallel(earlier, WIDTH, async (each) => {
    const revision = (await getJson<CurrentRevision>(work, currentKey({ window: each })))?.value.revision;
    if (revision === undefined) return [];
    return [{ start: each.start, key: `${revisionFolder({ window: each, revision })}window.profile` }];
  });
  return ending.map((scale) => ({
    scale,
    of: msOf(scale) / length,
    profiles: known.flat().filter(({ start }) => start >= end - msOf(scale)),
  }));
}
