import { readWindow, type WindowRead } from "../local/read-series.ts";
import { UnusableInput } from "../shared/errors.ts";
import { allVariants } from "../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { inertText, shownName } from "../shared/report/inert-text.ts";
import { parseWindowId, windowId } from "../shared/window/window.ts";
import type { ObjectStore } from "../steps/ports.ts";
import { storedMonitors } from "./find-monitor.ts";

/** What narrows the endpoint variants that a window is looked for in. */
export interface WindowPlace {
  readonly endpoint?: string | undefined;
  readonly variant?: string | undefined;
  /** Name of the monitor. */
  readonly monitor?: string | undefined;
}

export interface FoundWindow {
  readonly read: WindowRead;
  readonly definition: MonitorDefinition;
}

/**
 * The window that is meant by its id, or by variant/id or endpoint/variant/id. Throws `UnusableInput` where none of that id has a
 * verdict, or several have.
 */
export async function findWindow(work: ObjectStore, name: string, place: WindowPlace): Promise<FoundWindow> {
  const [text = "", variant = place.variant, endpoint = place.endpoint] = name.split("/").reverse();
  const id = windowId(parseWindowId(text));
  const found: FoundWindow[] = [];
  for (const { definition, variant: each } of await watchedVariants(work, { ...place, endpoint, variant })) {
    const read = await readWindow({ work, endpoint: definition.endpoint, variant: each }, id);
    if (read !== undefined) found.push({ read, definition });
  }
  if (found.length === 1) return found[0]!;
  const places = found.map(({ read }) => `${read.window.endpoint}/${read.window.variant}`).join(", ");
  throw new UnusableInput(
    found.length === 0
      ? `Got window ${id}: ${work.name} holds no verdict of it${endpoint === undefined ? "" : ` for endpoint ${endpoint}`}; expected an analyzed window. Look which there are with: plumbline report ${work.name}`
      : `Got window ${id} of ${places}; expected one. Name it with --endpoint and --variant.`,
  );
}

/** The endpoint variants of a store's monitors that fit. */
export async function watchedVariants(
  work: ObjectStore,
  { endpoint, variant, monitor }: WindowPlace,
): Promise<{ readonly definition: MonitorDefinition; readonly variant: string }[]> {
  return (await storedMonitors(work))
    .filter(
      (each) => (monitor ?? each.monitor) === each.monitor && (endpoint ?? each.endpoint) === each.endpoint,
    )
    .flatMap((definition) => allVariants(definition).map((each) => ({ definition, variant: each })))
    .filter((each) => (variant ?? each.variant) === each.variant);
}

/** Whether a column has that name, given as it is or as reports show it. */
export const isColumnNamed = (column: string, name: string): boolean =>
  column === name || inertText(column) === name || shownName(column) === name;
