/**
 * How far a baseline's own windows lie from the rest of it: the noise that a window has to exceed before its
 * distance means anything. Real traffic is seasonal and autocorrelated, so a rule made for independent rows
 * (or a fixed 0.1) fires on the very data it was learnt from.
 */
import type { FeatureConstraints } from "../constraints/constraints.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { scalesOf } from "../window/scale.ts";
import { baselineSpans } from "./baseline-spans.ts";
import type { Calibration, ColumnCalibration } from "./calibration.ts";
import { type ColumnTally, SHARE_FAMILIES, type ShareFamily, tallyColumn } from "./column-tally.ts";
import { type Cuts, cutsOf } from "./cuts.ts";
import { isSpread } from "./is-spread.ts";
import { learnColumn } from "./learn-column.ts";
import { type CorrelationCalibration, learnCorrelations } from "./learn-correlations.ts";
import { LEAST_WINDOWS } from "./least-windows.ts";
import { type OwnLaw, pooledLaws, type ShareLaw } from "./share-law.ts";
import type { TailLaw } from "./tail-law.ts";

/** One window of the baseline's own data. */
export interface BaselineWindow {
  readonly start: number;
  readonly slot: string;
  readonly profile: DatasetProfile;
}

export interface CalibrationOptions {
  /** Constraints of the columns that are judged. */
  readonly features: readonly FeatureConstraints[];
  /** All windows together. */
  readonly whole: DatasetProfile;
  readonly minRows: number;
  readonly windowMs: number;
}

const DAY_MS = 86_400_000;

/**
 * Learns, per column, family and scale, how windows differ from the rest of their season slots, blocks of days left out
 * (neighbouring hours are alike: a window must not be judged by its own storm). Undefined below 24 usable windows or two days.
 */
export function learnCalibration(
  windows: readonly BaselineWindow[],
  { features, whole, minRows, windowMs }: CalibrationOptions,
): Calibration | undefined {
  const usable = windows.filter(({ profile }) => profile.rows >= minRows);
  const days = new Set(usable.map(({ start }) => Math.floor(start / DAY_MS))).size;
  if (usable.length < LEAST_WINDOWS || days < 2) return undefined;
  const timed = windows.filter(({ profile }) => profile.rows > 0).sort((a, b) => a.start - b.start);
  const times = timed.map(({ start, slot, profile: { rows } }) => ({ start, slot, rows }));
  const scales = scalesOf(windowMs).map((scale) => ({
    scale,
    spans: baselineSpans(times, { scale, windowMs, minRows }),
  }));
  const learnt = features.map((feature) => {
    const cuts = cutsOfColumn(feature.name, whole);
    const tallies = timed.map(({ profile }) => tallyIn(profile, feature, cuts));
    const laws = scales.map(({ scale, spans }) => [
      scale,
      learnColumn({ windows: times, tallies, cuts }, spans),
    ]);
    return [feature.name, { ...(cuts && { cuts }), laws: Object.fromEntries(laws) }] as const;
  });
  const names = new Set(features.map(({ name }) => name));
  const correlations = learnCorrelations(
    {
      windows: times,
      correlations: timed.map(({ profile }) => profile.correlations),
      columns: whole.correlations.columns.filter((name) => names.has(name) && isSpread(whole.column(name))),
    },
    scales,
  );
  return {
    version: 2,
    minRows,
    windows: usable.length,
    days,
    columns: pooledColumns(
      Object.fromEntries(learnt),
      scales.map(({ scale }) => scale),
    ),
    ...(correlations && { correlations: shortCorrelations(correlations) }),
  };
}

const shortCorrelations = ({ columns, laws }: CorrelationCalibration): CorrelationCalibration => ({
  columns,
  laws: Object.fromEntries(Object.entries(laws).map(([scale, law]) => [scale, shortened(law)])),
});

function tallyIn(profile: DatasetProfile, feature: FeatureConstraints, cuts: Cuts | undefined): ColumnTally {
  const column = profile.column(feature.name);
  return column === undefined ? {} : tallyColumn(column, profile.rows, { cuts, feature });
}

function cutsOfColumn(name: string, whole: DatasetProfile): Cuts | undefined {
  const distribution = whole.column(name)?.distribution();
  return distribution === undefined ? undefined : cutsOf(distribution);
}

/** What was learnt of one column before it is pooled with the others. */
export interface OwnCalibration {
  readonly cuts?: Cuts;
  /** By scale and family. */
  readonly laws: Readonly<Record<string, Readonly<Partial<Record<ShareFamily, OwnLaw>>>>>;
}

/** The columns' laws pooled by scale and family, and their numbers as short as they are exact. */
export function pooledColumns(
  columns: Readonly<Record<string, OwnCalibration>>,
  scales: readonly string[],
): Record<string, ColumnCalibration> {
  const laws = new Map<OwnLaw, ShareLaw>();
  for (const scale of scales)
    for (const family of SHARE_FAMILIES) {
      const found = Object.values(columns).flatMap(({ laws: own }) => own[scale]?.[family] ?? []);
      for (const [at, law] of pooledLaws(found).entries()) laws.set(found[at]!, shortened(law));
    }
  const pooled = (own: Readonly<Partial<Record<ShareFamily, OwnLaw>>>) =>
    Object.fromEntries(Object.entries(own).map(([family, law]) => [family, laws.get(law)!]));
  return Object.fromEntries(
    Object.entries(columns).map(([name, { laws: own, ...rest }]) => [
      name,
      { ...rest, laws: Object.fromEntries(Object.entries(own).map(([scale, of]) => [scale, pooled(of)])) },
    ]),
  );
}

function shortened({ variances, slots, clumping, tail, pool, most, windows, shape }: ShareLaw): ShareLaw {
  return {
    variances: variances.map(short),
    ...(slots === undefined
      ? {}
      : { slots: Object.fromEntries(Object.entries(slots).map(([slot, factor]) => [slot, short(factor)])) }),
    clumping: short(clumping),
    tail: shortTail(tail),
    ...(pool === undefined ? {} : { pool: shortTail(pool) }),
    ...(most === undefined ? {} : { most: short(most) }),
    windows,
    ...(shape && {
      shape: {
        direction: shape.direction.map(short),
        furthest: short(shape.furthest),
        law: shortened(shape.law),
      },
    }),
  };
}

const shortTail = ({ start, share, scale, shape, groups }: TailLaw): TailLaw => ({
  start: short(start),
  share: short(share),
  scale: short(scale),
  shape: short(shape),
  groups: short(groups),
});

/** Five digits: a file of some hundred columns stays small. */
const short = (x: number) => Number(x.toPrecision(5));
