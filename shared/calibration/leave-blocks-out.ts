import { DatasetProfile } from "../profile/dataset-profile.ts";
import type { BaselineWindow } from "./learn-calibration.ts";

const DAY_MS = 86_400_000;
/** Blocks of consecutive days: long enough to hold a storm, enough of them to keep nine tenths as the rest. */
const BLOCKS = 10;

/**
 * Every window with the merged profile of its season slot in all other blocks of days. Prefix and suffix
 * merges make it linear: three merges a block and slot. A slot that exists in one block only has no rest.
 */
export function* leaveBlocksOut(
  windows: readonly BaselineWindow[],
): Generator<{ window: DatasetProfile; rest: DatasetProfile; start: number }> {
  const blockOf = blocksOf(windows);
  for (const slot of grouped(windows, (window) => window.slot).values()) {
    const blocks = [...grouped(slot, (window) => blockOf(window.start)).entries()]
      .sort(([a], [b]) => a - b)
      .map(([, block]) => block);
    if (blocks.length < 2) continue;
    const sums = blocks.map((block) => merged(block.map((window) => window.profile)));
    const before = running(sums);
    const after = running([...sums].reverse()).reverse();
    for (const [index, block] of blocks.entries()) {
      const rest = merged([before[index - 1], after[index + 1]].filter((part) => part !== undefined));
      for (const window of block) yield { window: window.profile, rest, start: window.start };
    }
  }
}

function blocksOf(windows: readonly BaselineWindow[]): (start: number) => number {
  const days = windows.map((window) => Math.floor(window.start / DAY_MS));
  const first = days.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const last = days.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const length = Math.max(1, Math.ceil((last - first + 1) / BLOCKS));
  return (start) => Math.floor((Math.floor(start / DAY_MS) - first) / length);
}

function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

function merged(parts: readonly DatasetProfile[]): DatasetProfile {
  const whole = new DatasetProfile();
  for (const part of parts) whole.merge(part);
  return whole;
}

/** Element i is the merge of parts 0 to i. */
function running(parts: readonly DatasetProfile[]): DatasetProfile[] {
  const sums: DatasetProfile[] = [];
  for (const part of parts) sums.push(merged(sums.length === 0 ? [part] : [sums.at(-1)!, part]));
  return sums;
}
