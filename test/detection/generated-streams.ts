import { distributionsOf } from "../../bench/detection/distribution-of.ts";
import type { FixedRule } from "../../bench/detection/fixed-rule.ts";
import { type ColumnKind, chunksOfRows, independentRows } from "../../bench/detection/independent-rows.ts";
import type { DetectorName, Rows, Stream } from "../../bench/detection/peers.ts";
import { evidently } from "../../bench/detection/rules/evidently.ts";
import { nannyMl } from "../../bench/detection/rules/nannyml.ts";
import type { WindowVerdict } from "../../bench/detection/verdict.ts";

/** The rules that say by formula what the packages say. */
export const RULE_OF: Readonly<Record<DetectorName, FixedRule>> = { evidently, nannyml: nannyMl };

const KINDS: readonly ColumnKind[] = ["normal", "lognormal", "normal", "categorical", "flag", "grade"];

/** Rows of the reference and of a window: on both sides of Evidently's 1,000, with chunks that do and do not fill it. */
const SIZES = [
  [800, 200],
  [1_000, 150],
  [990, 3_000],
  [1_001, 77],
  [2_000, 100],
  [5_000, 600],
] as const;

/** Streams of small windows whose every third is moved, a little more each time, and some columns of which are odd. */
export function generatedStreams(windows: number, seed: number): Stream[] {
  return SIZES.map(([referenceRows, windowRows], at) => {
    const shift = (_: string, window: number) => (window % 3 === 2 ? (window + 1) / windows : 0);
    const spec = { kinds: KINDS, referenceRows, windowRows, windows, seed: seed + at, shift };
    return withOddColumns(independentRows(spec));
  });
}

/** NannyML warns of fewer chunks than six, and has no limits to speak of. */
export const canJudge = (name: DetectorName, { chunks = [] }: Stream) =>
  name !== "nannyml" || chunks.length >= 6;

/** What a rule says of the windows of a stream, in their order. */
export function judged(rule: FixedRule, { reference, chunks = [], windows }: Stream): WindowVerdict[] {
  const judge = rule.fit(distributionsOf(reference), chunksOfRows(reference, chunks).map(distributionsOf));
  return [...windows.values()].map((rows) => judge(distributionsOf(rows)));
}

/** Also a constant that is left, a column of tiny numbers, categories of which one is new, and cells without a value. */
function withOddColumns({ reference, windows, chunks }: Stream): Stream {
  const moved = [...windows].map(([id, rows], at) => [id, withOdd(rows, at % 3 === 2)] as const);
  return { reference: withOdd(reference, false), windows: new Map(moved), ...(chunks ? { chunks } : {}) };
}

function withOdd(rows: Rows, moved: boolean): Rows {
  const normal = rows["normal-0"] as Float64Array;
  const letters = rows["categorical-3"] as readonly string[];
  return {
    ...rows,
    stuck: normal.map((value, row) => (moved && row % 2 === 0 ? 7 + value / 5_000 : 7)),
    tiny: normal.map((value) => (moved ? 1.2 : 1) * value * 4e-4),
    sparse: normal.map((value, row) => (row % 7 === 0 ? Number.NaN : -value)),
    "odd, text": letters.map((letter, row) =>
      row % 11 === 0 ? "" : moved && row % 50 === 1 ? 'the "new"' : letter,
    ),
  };
}
