import type { Alternative } from "../../shared/backtest/alternative.ts";
import {
  type BacktestComparison,
  compareOutcomes,
  type RejudgedWindow,
} from "../../shared/backtest/compare-outcomes.ts";
import { outcomeOf } from "../../shared/backtest/outcome.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { allVariants } from "../../shared/monitors/all-variants.ts";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { parseDuration, windowsBetween } from "../../shared/window/window.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { holidaysOf } from "../../steps/stored-baseline.ts";
import { type BaselinePlace, BaselineShelf } from "./baseline-shelf.ts";
import { profileJudge } from "./judge-profiles.ts";
import { type RecordJudge, recordJudge } from "./judge-records.ts";
import { alone, type JudgedSpan, longerWindows, outcomeTogether, requireMultiple } from "./longer-windows.ts";
import { type StoredWindow, storedWindows } from "./stored-windows.ts";

export interface RangeRequest {
  readonly work: ObjectStore;
  /** As the store has it. */
  readonly stored: MonitorDefinition;
  /** Windows that start in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** A time of a monitor, read once and judged as often as anybody likes. */
export interface BacktestRange extends RangeRequest {
  readonly variants: readonly { readonly variant: string; readonly windows: readonly StoredWindow[] }[];
  readonly baselines: BaselineShelf;
  /** How a window is judged from its record; undefined where it cannot be. */
  byRecord(window: StoredWindow): Promise<RecordJudge | undefined>;
}

/** Reads the windows of every variant that has some. Throws `UnusableInput` where no window of the time has a verdict. */
export async function readRange(request: RangeRequest): Promise<BacktestRange> {
  const { work, stored, from, to } = request;
  const { endpoint } = stored;
  const length = parseDuration(stored.window)!;
  const read = await Promise.all(
    allVariants(stored).map(async (variant) => ({
      variant,
      windows: await storedWindows(work, { endpoint, variant, from, to, length }),
    })),
  );
  const variants = read.filter(({ windows }) => windows.length > 0);
  if (variants.length === 0) throw new UnusableInput(noWindows(request));
  const baselines = shelfOf(request);
  const judges = new Map<StoredWindow, Promise<RecordJudge | undefined>>();
  return {
    ...request,
    variants,
    baselines,
    byRecord(window) {
      const judge = judges.get(window) ?? recordJudge(window, stored, baselines);
      judges.set(window, judge);
      return judge;
    },
  };
}

/** With the holidays of the setting that is tried; default: those that are stored. */
const shelfOf = (
  { work, stored }: RangeRequest,
  instead?: BaselinePlace,
  definition: MonitorDefinition = stored,
) =>
  new BaselineShelf({
    work,
    monitor: stored.monitor,
    length: parseDuration(stored.window)!,
    filesOnly: stored.compatibility === "ModelMonitor",
    holidays: holidaysOf(definition),
    instead,
  });

/** One variant's windows under both settings. */
export interface BacktestedVariant extends BacktestComparison {
  readonly variant: string;
  /** Windows that were judged again from what had been recorded of their judgement, and from their profiles. */
  readonly judgedFrom: { readonly records: number; readonly profiles: number };
}

/** What is tried: another setting, and perhaps another baseline in place of those that the windows were judged by. */
export interface Trial {
  readonly alternative: Alternative;
  readonly baseline?: BaselinePlace | undefined;
}

/** Both settings over every variant. */
export async function runBacktest(
  range: BacktestRange,
  trial: Trial,
  onWindow: (done: number, of: number) => void = () => undefined,
): Promise<BacktestedVariant[]> {
  const found = await Promise.all(
    range.variants.map(async ({ variant, windows }) => ({
      variant,
      windows: await windowsOf(range, trial.alternative, { variant, windows }),
    })),
  );
  const all = found.reduce((sum, { windows }) => sum + windows.length, 0);
  let done = 0;
  const variants: BacktestedVariant[] = [];
  for (const { variant, windows } of found)
    variants.push({ variant, ...(await judgedAgain(range, trial, windows, () => onWindow(++done, all))) });
  return variants;
}

/** What a longer window's week looks back on, milliseconds. */
const LOOK_BACK = 7 * 86_400_000;

/** The windows as they are stored, or several of them as one where the other setting's are longer. */
async function windowsOf(
  { work, stored, from, to }: BacktestRange,
  { definition }: Alternative,
  { variant, windows }: BacktestRange["variants"][number],
): Promise<JudgedSpan[]> {
  const { endpoint } = stored;
  const length = parseDuration(stored.window)!;
  const wanted = parseDuration(definition.window)!;
  if (wanted === length) return windows.map(alone);
  requireMultiple(length, wanted);
  const end = [...windowsBetween(endpoint, variant, from, to, wanted)].at(-1)?.end ?? from;
  const more = { endpoint, variant, from: from - LOOK_BACK, to: end, length };
  return longerWindows(await storedWindows(work, more), { length: wanted, from });
}

async function judgedAgain(
  range: BacktestRange,
  { alternative, baseline }: Trial,
  windows: readonly JudgedSpan[],
  onWindow: () => void,
): Promise<Omit<BacktestedVariant, "variant">> {
  const isOther =
    baseline !== undefined || alternative.changes.some(({ key }) => /^holidays(\.|$)/.test(key));
  const baselines = isOther ? shelfOf(range, baseline, alternative.definition) : range.baselines;
  const byProfile = profileJudge({ work: range.work, alternative, baselines });
  const byRecord = alternative.reach === "recorded" && baseline === undefined;
  const judgedFrom = { records: 0, profiles: 0 };
  const judged: RejudgedWindow[] = [];
  for (const each of windows) {
    const recorded = byRecord ? (await range.byRecord(each.parts[0]!))?.(alternative) : undefined;
    const verdict = recorded === undefined ? await byProfile(each) : undefined;
    judgedFrom[recorded === undefined ? "profiles" : "records"]++;
    const { id, window } = each;
    const after = recorded ?? (verdict && outcomeOf(verdict));
    judged.push({ id, window, before: outcomeTogether(each), after });
    onWindow();
  }
  return { judgedFrom, ...compareOutcomes(judged) };
}

function noWindows({ work, stored, from, to }: RangeRequest): string {
  const span = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  return `No window of monitor ${stored.monitor} that starts from ${span} has a verdict in ${work.name}; expected one at least. See which there are: plumbline report ${work.name}`;
}
