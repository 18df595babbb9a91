import { Throttled } from "../shared/errors.ts";
import { windowExecutionName } from "../shared/window/execution-name.ts";
import { type Window, windowId } from "../shared/window/window.ts";
import { closedKey } from "../shared/window/work-keys.ts";
import { getJson } from "./json-object.ts";
import type { Ports } from "./ports.ts";

/** `closed.json`: the newest revision that has begun to list. */
export interface ClosedMarker {
  readonly revision: number;
}

const MAX_TURNS = 8;
/** Clocks of two machines differ by less. */
const CLOCK_SKEW_MS = 60_000;

const opened = new WeakMap<object, Set<string>>();

/**
 * The fence, run after a partial was written: reads the marker, then starts the revision after it; a spent
 * name means that revision is over, so the next one is tried. Partial first, marker second: whoever lists later
 * sees the partial, whoever listed earlier has left the marker (docs/architecture.md, the fence).
 *
 * No revision of a window lists before the window's end, so a process that has opened a window need not
 * look again until shortly before it.
 */
export async function openWindow(
  ports: Pick<Ports, "work" | "executions" | "clock">,
  window: Window,
): Promise<number> {
  const known = openedBy(ports.work);
  const first = windowExecutionName(window, 0);
  if (known.has(first) && ports.clock.now() < window.end - CLOCK_SKEW_MS) return 0;
  let revision = 0;
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const marker = await getJson<ClosedMarker>(ports.work, closedKey({ window, revision: 0 }));
    revision = Math.max(revision, (marker?.value.revision ?? -1) + 1);
    if ((await startWindow(ports, window, revision)) === "started") {
      if (revision === 0) known.add(first);
      return revision;
    }
    revision += 1;
  }
  throw new Throttled(
    `Window ${windowId(window)} of ${window.endpoint}/${window.variant} was closed ${MAX_TURNS} times while it was being opened; the message comes again.`,
  );
}

/** Starts one revision of a window. The input is a pure function of the window: one name, one input. */
export function startWindow(
  ports: Pick<Ports, "executions">,
  window: Window,
  revision: number,
): Promise<"started" | "exists"> {
  const input = { endpoint: window.endpoint, variant: window.variant, windowId: windowId(window), revision };
  return ports.executions.start("analyze-window", windowExecutionName(window, revision), input);
}

function openedBy(work: object): Set<string> {
  const known = opened.get(work) ?? new Set<string>();
  opened.set(work, known);
  if (known.size > 10_000) known.clear();
  return known;
}
