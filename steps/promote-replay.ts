import { inParallel } from "./in-parallel.ts";
import type { Ports } from "./ports.ts";
import { type PromotedWindow, promoteWindow } from "./promote-window.ts";
import { freeName, storedReplay } from "./start-replay.ts";

export interface PromotionRequest {
  /** Id of a replay that has ended. */
  readonly promote: string;
  readonly dryRun?: boolean;
}

export interface Promotion {
  readonly id: string;
  readonly windows: number;
  /** Windows whose current revision is the replay's now; in a dry run, those that could be. */
  readonly promoted: number;
  /** Windows that an earlier promotion of this replay has made live. */
  readonly already: number;
  /** Windows that stay as they are, and why: the first hundred. */
  readonly refused: readonly Pick<PromotedWindow, "window" | "reason">[];
  readonly refusedCount: number;
  /** Windows that there was no time for; asking again goes on with them. */
  readonly left: number;
  readonly dryRun: boolean;
}

/** Windows at once: each is some twenty requests, one after the other. */
const WINDOWS_AT_ONCE = 32;
/** Time that a function keeps for the windows under way and its answer. */
const RESERVE_MS = 60_000;
const REFUSED_SHOWN = 100;

/**
 * Makes the windows of a replay the live ones, each as its next revision, with `promotedFrom` in its lineage. Alarms and
 * retraining are left alone. Asking again does what was left. Throws `UnusableInput` while the replay runs, and where its
 * definition is another by now.
 */
export async function promoteReplay(
  ports: Pick<Ports, "work" | "captures" | "executions" | "events" | "clock">,
  { promote: id, dryRun = false }: PromotionRequest,
  timeLeft: () => number = () => Number.POSITIVE_INFINITY,
): Promise<Promotion> {
  const found = await storedReplay(ports, id);
  await freeName(ports, id);
  const outcomes = await inParallel(found.windows, WINDOWS_AT_ONCE, async (window) =>
    timeLeft() < RESERVE_MS ? undefined : promoteWindow(ports, found, window, { dryRun }),
  );
  const of = (wanted: PromotedWindow["outcome"]) => outcomes.filter((each) => each?.outcome === wanted);
  const refused = of("refused").map((each) => ({ window: each!.window, reason: each!.reason! }));
  return {
    id,
    windows: found.windows.length,
    promoted: of("promoted").length,
    already: of("already").length,
    refused: refused.slice(0, REFUSED_SHOWN),
    refusedCount: refused.length,
    left: outcomes.filter((each) => each === undefined).length,
    dryRun,
  };
}
