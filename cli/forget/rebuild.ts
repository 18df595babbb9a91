import type { Window } from "../../shared/window/window.ts";
import type { CapturedFile } from "../../steps/capture-kinds/capture-kind.ts";

/** Makes windows again, by the very steps that made them. */
export interface Rebuilder {
  /** Profiles rewritten files at once, where the machine can; where not, the windows that are closed again ask for it. */
  profile(files: readonly CapturedFile[]): Promise<void>;
  /** Runs the next revision of each window to its end. Resolves with their numbers. */
  rebuild(windows: readonly Window[]): Promise<readonly number[]>;
  /** Whether a revision is still being made. */
  isRunning(window: Window, revision: number): Promise<boolean>;
  stop(): Promise<void>;
}
