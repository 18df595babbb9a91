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

/** A stored profile; undefined where it has expired or was removed. */
export type ReadProfile = (key: string) => Promise<DatasetProfile | undefined>;

/** Profiles as a store has them, each read when it is asked for. */
export const profilesIn =
  (work: ObjectStore): ReadProfile =>
  async (key) => {
    const found = await work.get(key);
    return found && decodeProfile(found.body);
  };

/**
 * What the windows of each planned span counted, one profile in memory at a time. A window whose profile has expired or was removed
 * is not counted.
 */
export async function spanTallies(
  read: ReadProfile,
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
    const found = await read(key);
    if (found !== undefined) await add(start, found);
  }
  await add(window.start, profile);
  return tallies.map(({ span, tally }) => tally.tallies(span.scale, span.of));
}

const NOBODY_COUNTED = { baseline: undefined, invocations: undefined, unprofiled: 0 };
