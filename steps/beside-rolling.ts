import type { FixedBaseline } from "../shared/monitors/judge-window.ts";
import { guardScales } from "../shared/window/scale.ts";
import type { PlannedSpan } from "./planned-spans.ts";
import { type ReadProfile, type SpansToTally, spanTallies } from "./span-tallies.ts";

/**
 * The days and weeks that end with a window, held against the fixed baseline beside a rolling one (`baselineAt` gives the fixed one),
 * and which columns the ones before have told of.
 */
export async function besideRolling(
  read: ReadProfile,
  {
    spans,
    told = [],
  }: { readonly spans: readonly PlannedSpan[]; readonly told?: readonly string[] | undefined },
  given: SpansToTally,
): Promise<Pick<FixedBaseline, "spans" | "told">> {
  const guarding = guardScales(given.window.end - given.window.start);
  const planned = spans.filter(({ scale }) => guarding.includes(scale));
  return { spans: await spanTallies(read, planned, given), told };
}
