import { VirtualClock } from "../../local/virtual-clock.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { windowExecutionName } from "../../shared/window/execution-name.ts";
import { parseDuration } from "../../shared/window/window.ts";
import { openWindow } from "../../steps/open-window.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import type { Io } from "../io.ts";
import { startPipeline } from "../start-pipeline.ts";
import type { Rebuilder } from "./rebuild.ts";

/** The debounce of a later revision and the retries of its machine fall due: both are on the virtual clock. */
const DUE_MS = 30 * 60_000;

/** By the engine on this machine. Nothing is retrained, and no sweep runs. */
export async function rebuildHere(
  io: Pick<Io, "cwd" | "env">,
  root: string,
  definition: MonitorDefinition,
): Promise<Rebuilder> {
  const clock = new VirtualClock(Date.now());
  const engine = await startPipeline(io, { root, clock, definition, schedule: false });
  return {
    async profile(objects) {
      if (objects.length > 0) await profileCaptureFile(engine.ports, { objects, fence: "none" });
    },
    async rebuild(windows) {
      const revisions: number[] = [];
      for (const window of windows) revisions.push(await openWindow(engine.ports, window));
      await engine.settle();
      // An analysis may have judged windows that end after this machine's clock.
      const ends = windows.map(({ end }) => end + parseDuration(definition.lateness)!);
      await engine.runTo(Math.max(clock.now(), ...ends) + DUE_MS);
      return revisions;
    },
    isRunning: async (window, revision) =>
      (await engine.ports.executions.status("analyze-window", windowExecutionName(window, revision))) ===
      "RUNNING",
    stop: () => engine.stop(),
  };
}
