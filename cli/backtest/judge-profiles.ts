/** Judges stored windows again from their profiles, by the judgement that the pipeline makes. */
import type { Alternative } from "../../shared/backtest/alternative.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profilesIn, type ReadProfile, spanTallies } from "../../steps/span-tallies.ts";
import type { BaselineShelf } from "./baseline-shelf.ts";
import { falseAlarmsOf } from "./judge-records.ts";
import type { StoredWindow } from "./stored-windows.ts";

export interface ProfilesToJudge {
  readonly work: ObjectStore;
  readonly alternative: Alternative;
  readonly baselines: BaselineShelf;
}

/** Decoded profiles that are kept: a week of hours, which its last window looks back on. */
const KEPT = 168;

/** Gives the verdict of a stored window under the other setting; undefined where its profile or its baseline is gone. */
export function profileJudge({ work, alternative, baselines }: ProfilesToJudge) {
  const read = keeping(KEPT, profilesIn(work));
  return async ({ window, folder, verdict, plan }: StoredWindow): Promise<Verdict | undefined> => {
    // Nothing was compared with, and nothing that a backtest changes would bring a baseline.
    if (verdict.baseline === null) return verdict;
    const { id } = verdict.baseline;
    const profile = await read(`${folder}window.profile`);
    const baseline = await baselines.at(id, window);
    if (profile === undefined || baseline === undefined) return undefined;
    const { definition } = alternative;
    const length = window.end - window.start;
    const spans = await spanTallies(read, plan.spans ?? [], {
      definition,
      window,
      profile,
      baselineAt: (start) => baselines.at(id, { start, end: start + length }),
    });
    return judgeWindow({
      definition,
      window,
      profile,
      baseline,
      invocations: plan.invocations ?? undefined,
      errors: plan.errors ?? undefined,
      capture: plan.capture,
      models: plan.models ?? undefined,
      falseAlarmsPerMonth: falseAlarmsOf(alternative, plan),
      spans,
      unprofiled: plan.unprofiled.length,
      lost: plan.lost?.length ?? 0,
    }).verdict;
  };
}

/** The profiles that were asked for last, decoded. */
function keeping(most: number, read: ReadProfile): ReadProfile {
  const kept = new Map<string, DatasetProfile | undefined>();
  return async (key) => {
    const profile = kept.has(key) ? kept.get(key) : await read(key);
    kept.delete(key);
    kept.set(key, profile);
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return profile;
  };
}
