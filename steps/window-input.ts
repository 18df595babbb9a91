import { UnusableInput } from "../shared/errors.ts";
import { parseWindowId, type Window } from "../shared/window/window.ts";
import type { WindowRevision } from "../shared/window/work-keys.ts";

/** What every state of a window carries. */
export interface WindowInput {
  readonly endpoint: string;
  readonly variant: string;
  readonly windowId: string;
  readonly revision: number;
  /** Id of the replay that asks; `live`, null or absent for the live window. */
  readonly replay?: string | null;
  /** What a replay is made of; only a replay says so. */
  readonly source?: ReplaySource;
}

/** `partials`: those that are stored, and the capture files where they are gone. `raw`: the capture files alone. */
export type ReplaySource = "partials" | "raw";

/** What the state machine of live windows says in place of a replay's id. */
const LIVE = "live";

/** The window and revision that a state names. Throws `UnusableInput` when a part is missing. */
export function windowRevisionOf(input: WindowInput): WindowRevision {
  const { endpoint, variant, windowId, revision, replay } = input;
  if (
    typeof endpoint !== "string" ||
    typeof variant !== "string" ||
    typeof windowId !== "string" ||
    !Number.isInteger(revision)
  )
    throw new UnusableInput(
      `Got ${JSON.stringify(Object.keys(input ?? {}))}; expected {"endpoint", "variant", "windowId", "revision"}, for example events/close-window.json.`,
    );
  const window: Window = { endpoint, variant, ...parseWindowId(windowId) };
  return { window, revision, ...(typeof replay === "string" && replay !== LIVE ? { replay } : {}) };
}
