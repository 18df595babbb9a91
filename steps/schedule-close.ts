import { parseDuration } from "../shared/window/window.ts";
import { requireMonitor } from "./monitor-catalog.ts";
import type { Ports } from "./ports.ts";
import { type WindowInput, windowRevisionOf } from "./window-input.ts";

/** A burst of late files makes one revision. */
const DEBOUNCE_MS = 5 * 60_000;

/** When the window may close: its end and its lateness; a later revision waits for the burst that asked for it. */
export async function scheduleClose(
  ports: Pick<Ports, "work" | "clock">,
  input: WindowInput,
): Promise<{ closeAt: string }> {
  const { window, revision } = windowRevisionOf(input);
  const now = ports.clock.now();
  const monitor = await requireMonitor(ports.work, window.endpoint, window.variant, now);
  const due = window.end + parseDuration(monitor.lateness)!;
  const closeAt = revision === 0 ? due : Math.max(due, now + DEBOUNCE_MS);
  return { closeAt: new Date(closeAt).toISOString() };
}
