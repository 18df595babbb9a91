import { msOf, spanStart } from "../window/scale.ts";

/** A window of a baseline's own data, as far as time goes. */
export interface TimedWindow {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly slot: string;
  readonly rows: number;
}

/** Windows that are judged together. */
export interface BaselineSpan {
  /** Places in the list of windows. */
  readonly windows: readonly number[];
  /** Place of the span in time, in spans. */
  readonly time: number;
  /** Spans of one block are left out together. */
  readonly block: number;
}

export interface SpanOptions {
  /** ISO 8601. */
  readonly scale: string;
  readonly windowMs: number;
  /** Spans under this many rows are left out. */
  readonly minRows: number;
}

/** Fewer spans of a scale than this say nothing of how much they differ. */
const LEAST_SPANS = 4;
/** A span with more of its windows missing is another thing. */
const LEAST_COVERED = 0.75;
const DAY_MS = 86_400_000;
/** Blocks of consecutive days: long enough to hold a storm, enough of them to keep nine tenths as the rest. */
const BLOCKS = 10;

/** The spans of a scale, in the order of time; none where they are too few to learn of, or all of one block. */
export function baselineSpans(
  windows: readonly TimedWindow[],
  { scale, windowMs, minRows }: SpanOptions,
): BaselineSpan[] {
  const length = msOf(scale);
  const blockOf = blocksOf(windows, length);
  const groups = new Map<number, number[]>();
  for (const [at, { start }] of windows.entries()) {
    const key = spanStart(start, scale);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [at]);
    else group.push(at);
  }
  const spans = [...groups].flatMap(([start, at]) => {
    const rows = at.reduce((sum, each) => sum + windows[each]!.rows, 0);
    const covered = (at.length * windowMs) / length;
    return rows < minRows || covered < LEAST_COVERED
      ? []
      : [{ windows: at, time: start / length, block: blockOf(start) }];
  });
  return spans.length >= LEAST_SPANS && new Set(spans.map(({ block }) => block)).size > 1 ? spans : [];
}

/** Blocks of whole spans: a tenth of the days each, or one span where that is longer. */
function blocksOf(windows: readonly TimedWindow[], spanMs: number): (start: number) => number {
  const [first, last] = [windows[0]?.start ?? 0, windows.at(-1)?.start ?? 0];
  const days = Math.max(1, Math.ceil((last - first) / DAY_MS / BLOCKS));
  const length = Math.max(days * DAY_MS, spanMs);
  const origin = spanMs > DAY_MS ? spanStart(first, "P7D") : Math.floor(first / DAY_MS) * DAY_MS;
  return (start) => Math.floor((start - origin) / length);
}
