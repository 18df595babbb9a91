import { compareWindow } from "../shared/monitors/compare-window.ts";
import { type SpanTallies, SpanTally } from "../shared/monitors/judge-spans.ts";
import type { JudgedBaseline } from "../shared/monitors/judge-window.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile } from "../shared/profile/profile-codec.ts";
import type { Window } from "../shared/window/window.ts";
import type { PlannedSpan } from "./planned-spans.ts";
import type { ObjectStore } from "./ports.ts";

export interface SpansToTally {
  readonly definition: MonitorDefinition;
  /** The window that ends the spans, and its profile. */
  readonly window: Window;
  readonly profile: DatasetProfile;
  /** The baseline as a window that starts at a time is judged by it. */
  baselineAt(start: number): Promise<JudgedBaseline | undefined>;
}

/**
 * What the windows of each planned span counted, one profile in memory at a time. A window whose profile has expired or was removed
 * is not counted.
 */
export async function spanTallies(
  work: ObjectStore,
  planned: readonly PlannedSpan[],
  given: SpansToTally,
): Promise<SpanTallies[]> {
  const longest = planned.at(-1);
  const { window, profile } = given;
  const baseline = longest && (await given.baselineAt(window.start));
  if (longest === undefined || baseline === undefined) return [];
  const learnt = baseline.calibration?.version === 2 ? baseline.calibration : undefined;
  const tallies = planned.map((span) => ({ span, tally: new SpanTally(learnt) }));
  const add = async (start: number, counted: DatasetProfile) => {
    const there = await given.baselineAt(start);
    if (there === undefined || counted.rows === 0) return;
    const own = { ...window, start, end: start + (window.end - window.start) };
    const { context } = compareWindow({ ...given, profile: counted, window: own, ...NOBODY_COUNTED }, there);
    for (const { span, tally } of tallies)
      if (start === window.start || span.profiles.some((each) => each.start === start))
        tally.add({ context, slot: there.slot });
  };
  for (const { start, key } of longest.profiles) {
    const found = await work.get(key);
    if (found !== undefined) await add(start, decodeProfile(found.body));
  }
  await add(window.start, profile);
  return tallies.map(({ span, tally }) => tally.tallies(span.scale, span.of));
}

const NOBODY_COUNTED = { baseline: undefined, invocations: undefined, unprofiled: 0 };
