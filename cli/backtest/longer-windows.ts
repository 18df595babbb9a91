import { keyOf, type Outcome, outcomeOf } from "../../shared/backtest/outcome.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { msOf, scalesOf, spanStart } from "../../shared/window/scale.ts";
import { formatDuration, type Window, windowId, windowOf } from "../../shared/window/window.ts";
import type { StoredWindow } from "./stored-windows.ts";

/** Stored windows that are judged as one. */
export interface JudgedSpan {
  readonly id: string;
  readonly window: Window;
  /** In the order of time; one where the length is as it is stored. */
  readonly parts: readonly StoredWindow[];
  /** The longer spans that end with it, where they are not those of a stored plan. */
  readonly earlier?: readonly EarlierWindows[];
}

interface EarlierWindows {
  /** ISO 8601. */
  readonly scale: string;
  readonly of: number;
  readonly windows: readonly JudgedSpan[];
}

/** As it was judged. */
export const alone = (stored: StoredWindow): JudgedSpan => ({
  id: stored.id,
  window: stored.window,
  parts: [stored],
});

/** Throws `UnusableInput` where windows of `stored` milliseconds do not add up to one of `wanted`. */
export function requireMultiple(stored: number, wanted: number): void {
  if (wanted % stored === 0) return;
  const [has, got] = [formatDuration(stored), formatDuration(wanted)];
  throw new UnusableInput(
    `Got window ${got}; stored windows are of ${has}, and only a multiple of that can be made of them. For ${got} read the captures again: plumbline analyze CAPTURES --window ${got}`,
  );
}

/** Windows of `length` milliseconds of the stored ones, in the order of time; those that start before `from` are looked back on and not among them. */
export function longerWindows(
  stored: readonly StoredWindow[],
  { length, from }: { readonly length: number; readonly from: number },
): JudgedSpan[] {
  const groups = Map.groupBy(stored, ({ window }) => Math.floor(window.start / length) * length);
  const all = [...groups].map(([start, parts]): JudgedSpan => {
    const { endpoint, variant } = parts[0]!.window;
    const window = windowOf(endpoint, variant, start, length);
    return { id: windowId(window), window, parts };
  });
  return all
    .filter(({ window }) => window.start >= from)
    .map((each) => ({ ...each, earlier: earlierOf(each, all, length) }));
}

function earlierOf({ window }: JudgedSpan, all: readonly JudgedSpan[], length: number): EarlierWindows[] {
  const [, ...longer] = scalesOf(length);
  return longer
    .filter((scale) => spanStart(window.start, scale) + msOf(scale) === window.end)
    .map((scale) => ({
      scale,
      of: msOf(scale) / length,
      windows: all.filter(
        (each) => each.window.start >= window.end - msOf(scale) && each.window.start < window.start,
      ),
    }));
}

/** What the stored windows of a longer one came to together: each finding once, by itself where its span is not longer than that. */
export function outcomeTogether({ window, parts }: JudgedSpan): Outcome {
  const outcomes = parts.map(({ verdict }) => outcomeOf(verdict));
  if (outcomes.length === 1) return outcomes[0]!;
  const length = window.end - window.start;
  const fired = distinct(
    outcomes.map((outcome) => outcome.fired),
    length,
  );
  const names = new Set(fired.map(keyOf));
  const rates = outcomes.flatMap(({ violationRate }) => violationRate ?? []);
  return {
    verdict:
      fired.length > 0
        ? "Violations"
        : (outcomes.find(({ verdict }) => verdict === "Healthy") ?? outcomes.at(-1)!).verdict,
    violationRate: rates.length === 0 ? null : Math.max(...rates),
    breach: outcomes.some(({ breach }) => breach),
    fired,
    reported: distinct(
      outcomes.map(({ reported }) => reported),
      length,
    ).filter((each) => !names.has(keyOf(each))),
  };
}

function distinct(lists: readonly Outcome["fired"][], length: number): Outcome["fired"] {
  const found = new Map<string, Outcome["fired"][number]>();
  for (const fired of lists.flat()) {
    const { scale, ...own } = fired;
    const each = scale !== undefined && msOf(scale) <= length ? own : fired;
    if (!found.has(keyOf(each))) found.set(keyOf(each), each);
  }
  return [...found.values()];
}
