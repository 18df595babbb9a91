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
import { type BaselinePlace, BaselineShelf } from "./baseline-shelf.ts";
import { profileJudge } from "./judge-profiles.ts";
import { recordJudge } from "./judge-records.ts";
import { alone, type JudgedSpan, longerWindows, outcomeTogether, requireMultiple } from "./longer-windows.ts";
import { storedWindows } from "./stored-windows.ts";

export interface BacktestRequest {
  readonly work: ObjectStore;
  /** As the store has it. */
  readonly stored: MonitorDefinition;
  readonly alternative: Alternative;
  /** In place of the baselines that the windows were judged by. */
  readonly baseline?: BaselinePlace | undefined;
  /** Windows that start in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** One variant's windows under both settings. */
export interface BacktestedVariant extends BacktestComparison {
  readonly variant: string;
  /** Windows that were judged again from what had been recorded of their judgement, and from their profiles. */
  readonly judgedFrom: { readonly records: number; readonly profiles: number };
}

/** What a longer window's week looks back on, milliseconds. */
const LOOK_BACK = 7 * 86_400_000;

/** Both settings over every variant. Throws `UnusableInput` where no window of the time has a verdict. */
export async function runBacktest(
  request: BacktestRequest,
  onWindow: (done: number, of: number) => void = () => undefined,
): Promise<BacktestedVariant[]> {
  const { stored } = request;
  const found = await Promise.all(
    allVariants(stored).map(async (variant) => ({ variant, windows: await windowsOf(request, variant) })),
  );
  const all = found.reduce((sum, { windows }) => sum + windows.length, 0);
  if (all === 0) throw new UnusableInput(noWindows(request));
  let done = 0;
  const variants: BacktestedVariant[] = [];
  for (const { variant, windows } of found) {
    if (windows.length === 0) continue;
    variants.push(await judgedAgain(request, variant, windows, () => onWindow(++done, all)));
  }
  return variants;
}

/** The windows of the range: as they are stored, or several of them as one where the other setting's are longer. */
async function windowsOf(
  { work, stored, alternative, from, to }: BacktestRequest,
  variant: string,
): Promise<JudgedSpan[]> {
  const { endpoint } = stored;
  const length = parseDuration(stored.window)!;
  const wanted = parseDuration(alternative.definition.window)!;
  if (wanted === length)
    return (await storedWindows(work, { endpoint, variant, from, to, length })).map(alone);
  requireMultiple(length, wanted);
  const starts = [...windowsBetween(endpoint, variant, from, to, wanted)];
  const end = starts.at(-1)?.end ?? from;
  const windows = await storedWindows(work, { endpoint, variant, from: from - LOOK_BACK, to: end, length });
  return longerWindows(windows, { length: wanted, from });
}

async function judgedAgain(
  { work, stored, alternative, baseline }: BacktestRequest,
  variant: string,
  windows: readonly JudgedSpan[],
  onWindow: () => void,
): Promise<BacktestedVariant> {
  const baselines = new BaselineShelf({
    work,
    monitor: stored.monitor,
    length: parseDuration(stored.window)!,
    filesOnly: stored.compatibility === "ModelMonitor",
    instead: baseline,
  });
  const byProfile = profileJudge({ work, alternative, baselines });
  const byRecord = alternative.reach === "recorded" && baseline === undefined;
  const judgedFrom = { records: 0, profiles: 0 };
  const judged: RejudgedWindow[] = [];
  for (const each of windows) {
    const judge = byRecord ? await recordJudge(each.parts[0]!, stored, baselines) : undefined;
    const recorded = judge?.(alternative);
    const verdict = recorded === undefined ? await byProfile(each) : undefined;
    judgedFrom[recorded === undefined ? "profiles" : "records"]++;
    const { id, window } = each;
    const after = recorded ?? (verdict && outcomeOf(verdict));
    judged.push({ id, window, before: outcomeTogether(each), after });
    onWindow();
  }
  return { variant, judgedFrom, ...compareOutcomes(judged) };
}

function noWindows({ work, stored, from, to }: BacktestRequest): string {
  const span = `${new Date(from).toISOString()} to ${new Date(to).toISOString()}`;
  return `No window of monitor ${stored.monitor} that starts from ${span} has a verdict in ${work.name}; expected one at least. See which there are: plumbline report ${work.name}`;
}
