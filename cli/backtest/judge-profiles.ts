/** Judges stored windows again from their profiles, by the judgement that the pipeline makes. */
import type { Alternative } from "../../shared/backtest/alternative.ts";
import { ObjectNotFound } from "../../shared/errors.ts";
import { type AnsweringModel, answeredLongest } from "../../shared/monitors/answering-models.ts";
import { judgeWindow } from "../../shared/monitors/judge-window.ts";
import type { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { besideRolling } from "../../steps/beside-rolling.ts";
import { mergeStored } from "../../steps/merge-profiles.ts";
import type { PlannedSpan } from "../../steps/planned-spans.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { profilesIn, type ReadProfile, spanTallies } from "../../steps/span-tallies.ts";
import type { BaselineShelf, JudgedBy } from "./baseline-shelf.ts";
import { falseAlarmsOf } from "./judge-records.ts";
import type { JudgedSpan } from "./longer-windows.ts";
import type { StoredWindow } from "./stored-windows.ts";

export interface ProfilesToJudge {
  readonly work: ObjectStore;
  readonly alternative: Alternative;
  readonly baselines: BaselineShelf;
}

/** Decoded profiles that are kept: a week of hours, which its last window looks back on. */
const KEPT = 168;

/** Gives the verdict of stored windows, each alone or several as one, under the other setting; undefined where a profile or the baseline is gone. */
export function profileJudge({ work, alternative, baselines }: ProfilesToJudge) {
  const readOne = profilesIn(work);
  const read = keeping(KEPT, (keys) =>
    keys.includes("\0") ? merged(work, keys.split("\0")) : readOne(keys),
  );
  const { definition } = alternative;
  return async (judged: JudgedSpan): Promise<Verdict | undefined> => {
    const { window, parts } = judged;
    const last = parts.findLast(({ verdict }) => verdict.baseline !== null);
    // Nothing was compared with, and nothing that a backtest changes would bring a baseline.
    if (last === undefined) return parts.at(-1)!.verdict;
    const judgedBy = last.verdict.baseline!;
    const profile = await read(profileKey(parts));
    const baseline = await baselines.at(judgedBy, window);
    if (profile === undefined || baseline === undefined) return undefined;
    const length = window.end - window.start;
    const tallied = (by: JudgedBy) => ({
      definition,
      window,
      profile,
      baselineAt: (start: number) => baselines.at(by, { start, end: start + length }),
    });
    const planned = spansOf(judged);
    const spans = await spanTallies(read, planned, tallied(judgedBy));
    const plans = parts.map(({ plan }) => plan);
    const beside = baselines.besideOf(judgedBy);
    const fixed = beside && (await baselines.at(beside, window));
    const guard = { spans: planned, told: plans.at(-1)!.rolling?.told };
    return judgeWindow({
      definition,
      window,
      profile,
      baseline,
      invocations: sumOf(plans.map(({ invocations }) => invocations)),
      errors: sumOf(plans.map(({ errors }) => errors)),
      capture: plans.at(-1)!.capture,
      models: modelsOf(plans.map(({ models }) => models)),
      fixed: beside && fixed && { baseline: fixed, ...(await besideRolling(read, guard, tallied(beside))) },
      falseAlarmsPerMonth: falseAlarmsOf(alternative, plans.at(-1)!),
      spans,
      mutes: plans.at(-1)!.mutes,
      unprofiled: plans.reduce((sum, { unprofiled }) => sum + unprofiled.length, 0),
      lost: plans.reduce((sum, { lost = [] }) => sum + lost.length, 0),
    }).verdict;
  };
}

const profileKey = (parts: readonly StoredWindow[]) =>
  parts.map(({ folder }) => `${folder}window.profile`).join("\0");

/** What a window looked back on when it was judged; one that was made longer looks back on such as itself. */
function spansOf({ parts, earlier }: JudgedSpan): readonly PlannedSpan[] {
  if (earlier === undefined) return parts[0]!.plan.spans ?? [];
  return earlier.map(({ scale, of, windows }) => ({
    scale,
    of,
    profiles: windows.map((each) => ({ start: each.window.start, key: profileKey(each.parts) })),
  }));
}

async function merged(work: ObjectStore, keys: readonly string[]): Promise<DatasetProfile | undefined> {
  try {
    return await mergeStored(work, keys);
  } catch (error) {
    if (error instanceof ObjectNotFound) return undefined;
    throw error;
  }
}

/** Undefined where nobody counted one of them. */
function sumOf(counts: readonly (number | null | undefined)[]): number | undefined {
  let sum = 0;
  for (const count of counts) {
    if (count === null || count === undefined) return undefined;
    sum += count;
  }
  return sum;
}

/** The models of windows in a row, in order of time, each with its share of all; undefined where nobody knows one of them. */
function modelsOf(
  each: readonly (readonly AnsweringModel[] | null | undefined)[],
): readonly AnsweringModel[] | undefined {
  const models = new Map<string, AnsweringModel>();
  for (const known of each) {
    if (answeredLongest(known ?? undefined) === undefined) return undefined;
    for (const model of known!) {
      const share = (models.get(model.modelVersion)?.share ?? 0) + model.share / each.length;
      models.set(model.modelVersion, { ...(models.get(model.modelVersion) ?? model), share });
    }
  }
  return [...models.values()];
}

/** The profiles that were asked for last. */
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
