/** Plumbline and the fixed rules as detectors of windows of rows, each with a strength that is comparable between its own windows only. */
import type { TimedWindow } from "../../shared/calibration/baseline-spans.ts";
import { baselineSpans } from "../../shared/calibration/baseline-spans.ts";
import type { ColumnCalibration } from "../../shared/calibration/calibration.ts";
import { type ColumnTally, type ShareFamily, tallyValues } from "../../shared/calibration/column-tally.ts";
import { compareTallies } from "../../shared/calibration/compare-tallies.ts";
import { type Cuts, cutsOf } from "../../shared/calibration/cuts.ts";
import { pooledColumns } from "../../shared/calibration/learn-calibration.ts";
import { learnColumn } from "../../shared/calibration/learn-column.ts";
import { surpriseBy } from "../../shared/calibration/share-law.ts";
import type { Distribution } from "../../shared/drift/distribution.ts";
import { addTallies } from "./endpoint.ts";
import type { FixedRule, Frame } from "./fixed-rule.ts";
import { FIXED_RULES } from "./fixed-rules.ts";
import { culprit, strengthOfShare, strongest } from "./verdict.ts";

export interface FrameWindow {
  readonly frame: Frame;
  readonly rows: number;
  readonly slot: string;
  /** Hours since the beginning. */
  readonly t: number;
}

/** How sure a detector is that a window has changed, and by which column. */
export interface Felt {
  readonly strength: number;
  readonly culprit: string | undefined;
  /** Whether it alarms by its own default; undefined where it has none. */
  readonly alarms: boolean;
}

export interface RowDetector {
  readonly name: string;
  /** Learns of the baseline's windows. */
  fit(windows: readonly FrameWindow[]): (window: FrameWindow) => Felt;
}

export const ROW_DETECTORS: readonly RowDetector[] = [
  { name: "Plumbline", fit: fitPlumbline },
  ...FIXED_RULES.flatMap((rule) =>
    rule.share === undefined
      ? [detectorOf(rule)]
      : // What many do with it: an alarm on every column.
        [detectorOf(rule), detectorOf({ name: `${rule.name}, any column`, fit: rule.fit })],
  ),
];

const HOUR_MS = 3_600_000;
const SCALE = "PT1H";
/** One false alarm in 730 windows, over all columns and both families. */
const BUDGET = 1 / 730;
const FAMILIES: readonly ShareFamily[] = ["values", "missing"];

/** The product's own laws, of hours alone. */
function fitPlumbline(windows: readonly FrameWindow[]): (window: FrameWindow) => Felt {
  const times = windows.map(({ t, slot, rows }): TimedWindow => ({ start: t * HOUR_MS, slot, rows }));
  const spans = baselineSpans(times, { scale: SCALE, windowMs: HOUR_MS, minRows: 1 });
  const reference = merged(windows.map(({ frame }) => frame));
  const names = Object.keys(reference);
  const cuts = Object.fromEntries(names.map((name) => [name, cutsOf(reference[name]!)]));
  const bySlot = new Map<string, ColumnTally>();
  const learnt = names.map((name) => {
    const tallies = windows.map((window) => tallyOf(window, name, cuts[name]!));
    for (const [at, { slot }] of windows.entries()) {
      const key = `${slot} ${name}`;
      bySlot.set(key, addTallies(bySlot.get(key), tallies[at]!));
    }
    const laws = { [SCALE]: learnColumn({ windows: times, tallies, cuts: cuts[name] }, spans) };
    return [name, { cuts: cuts[name]!, laws }] as const;
  });
  const calibrations = pooledColumns(Object.fromEntries(learnt), [SCALE]);
  return (window) => felt(window, { names, cuts, calibrations, bySlot });
}

interface Fitted {
  readonly names: readonly string[];
  readonly cuts: Readonly<Record<string, Cuts>>;
  readonly calibrations: Readonly<Record<string, ColumnCalibration>>;
  readonly bySlot: ReadonlyMap<string, ColumnTally>;
}

function felt(window: FrameWindow, { names, cuts, calibrations, bySlot }: Fitted): Felt {
  let [least, found] = [1, undefined as string | undefined];
  for (const name of names) {
    const tally = tallyOf(window, name, cuts[name]!);
    for (const family of FAMILIES) {
      const [current, baseline] = [tally[family], bySlot.get(`${window.slot} ${name}`)?.[family]];
      const law = calibrations[name]!.laws[SCALE]?.[family];
      const shares = current && baseline && compareTallies([{ current, baseline }]);
      if (law === undefined || shares === undefined) continue;
      const { chance } = surpriseBy(law, shares, window.slot);
      if (chance < least) [least, found] = [chance, name];
    }
  }
  const alarms = least < BUDGET / (names.length * FAMILIES.length);
  return { strength: -Math.log(least), culprit: found, alarms };
}

function tallyOf({ frame, rows }: FrameWindow, name: string, cuts: Cuts): ColumnTally {
  const distribution = frame[name];
  const present = distribution?.n ?? 0;
  const missing = { trials: rows, hits: [rows - present], rankError: 0 };
  return distribution === undefined || present === 0 || distribution.kind !== cuts.kind
    ? { missing }
    : { values: tallyValues(distribution, cuts), missing };
}

function detectorOf(rule: Omit<FixedRule, "about">): RowDetector {
  return {
    name: rule.name,
    fit(windows) {
      const chunks = windows.map(({ frame }) => frame);
      const judge = rule.fit(thinned(merged(chunks)), chunks);
      return ({ frame }) => {
        const verdict = judge(frame);
        return {
          strength: rule.share === undefined ? strongest(verdict) : strengthOfShare(verdict, rule.share),
          culprit: culprit(verdict),
          alarms: rule.share === undefined ? verdict.anyColumn : verdict.dataSet === true,
        };
      };
    },
  };
}

/** All windows together. */
function merged(frames: readonly Frame[]): Frame {
  return Object.fromEntries(
    Object.keys(frames[0]!).map((name) => [name, together(frames.flatMap((frame) => frame[name] ?? []))]),
  );
}

function together(parts: readonly Distribution[]): Distribution {
  const n = parts.reduce((sum, part) => sum + part.n, 0);
  if (parts[0]!.kind === "numeric") {
    const values = new Float64Array(n);
    let at = 0;
    for (const part of parts) if (part.kind === "numeric") values.set(part.values, (at += part.n) - part.n);
    return { kind: "numeric", values: values.sort(), weights: new Float64Array(n).fill(1), n, rankError: 0 };
  }
  const counts = new Map<string, number>();
  for (const part of parts)
    if (part.kind === "categorical")
      for (const [value, count] of part.counts) counts.set(value, (counts.get(value) ?? 0) + count);
  return { kind: "categorical", counts, n };
}

/** A reference of 20,000 rows, evenly out of all: what the peers are given, whose defaults are made for such sizes. */
const REFERENCE_ROWS = 20_000;

function thinned(frame: Frame): Frame {
  return Object.fromEntries(
    Object.entries(frame).map(([name, column]) => {
      const step = column.n / REFERENCE_ROWS;
      if (step <= 1) return [name, column];
      if (column.kind === "categorical") {
        const counts = new Map(
          [...column.counts].map(([value, count]) => [value, Math.max(1, Math.round(count / step))] as const),
        );
        const n = [...counts.values()].reduce((sum, count) => sum + count, 0);
        return [name, { ...column, counts, n }];
      }
      const values = Float64Array.from(
        { length: REFERENCE_ROWS },
        (_, i) => column.values[Math.floor((i + 0.5) * step)]!,
      );
      return [
        name,
        { ...column, values, weights: new Float64Array(REFERENCE_ROWS).fill(1), n: REFERENCE_ROWS },
      ];
    }),
  );
}
