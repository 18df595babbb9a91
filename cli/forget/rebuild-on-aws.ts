import { setTimeout as wait } from "node:timers/promises";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { type Window, windowId } from "../../shared/window/window.ts";
import { openWindow } from "../../steps/open-window.ts";
import type { Ports } from "../../steps/ports.ts";
import type { Progress } from "../progress.ts";
import type { Rebuilder } from "./rebuild.ts";

/** A later revision waits five minutes for the burst that asked for it (steps/schedule-close.ts), then runs for one. */
const POLL_MS = 10_000;

/**
 * By the deployed state machine: the fence opens the next revision of each window, and its closing profiles the files that have no
 * partial. Whoever stops waiting runs the command again, and it goes on.
 */
export function rebuildOnAws(
  ports: Pick<Ports, "work" | "executions" | "clock">,
  progress: Progress,
  pollMs = POLL_MS,
): Rebuilder {
  const isRunning = async (window: Window, revision: number) =>
    (await ports.executions.status("analyze-window", windowExecutionName(window, revision))) === "RUNNING";
  return {
    profile: async () => undefined,
    async rebuild(windows) {
      const opened = await Promise.all(
        windows.map(async (window) => ({ window, revision: await openWindow(ports, window) })),
      );
      let open = opened;
      while (open.length > 0) {
        const { window, revision } = open[0]!;
        progress.update(`waiting for ${windowId(window)} r${revision} and ${open.length - 1} more`);
        const running = await Promise.all(open.map((each) => isRunning(each.window, each.revision)));
        open = open.filter((_, index) => running[index]);
        if (open.length > 0) await wait(pollMs);
      }
      return opened.map(({ revision }) => revision);
    },
    isRunning,
    stop: async () => undefined,
  };
}
