import type { ByteReader } from "./byte-reader.ts";
import { DistinctCount } from "./distinct-count.ts";
import { KllSketch } from "./kll-sketch.ts";
import { CategoryCounts } from "./model-monitor/category-counts.ts";
import { DeequKllSketch } from "./model-monitor/deequ-kll-sketch.ts";
import { HyperLogLogPlusPlus } from "./model-monitor/hyper-log-log-plus-plus.ts";
import { SequentialMoments } from "./model-monitor/sequential-moments.ts";
import { Moments } from "./moments.ts";
import type { BlockSummaries } from "./number-block.ts";
import type { DistinctValues, NumberMoments, QuantileSketch, TextCounts } from "./summaries.ts";
import { ValueCounts } from "./value-counts.ts";

/** The summaries that a kind of profile has of its own. */
export interface KindSummaries {
  readonly moments: NumberMoments;
  readonly sketch: QuantileSketch;
  /** The same, moments and sketch and different values, for numbers that come in blocks, where the kind takes them so. */
  readonly blocks?: BlockSummaries;
  /** The strings and booleans. */
  readonly values: TextCounts;
  /** The numbers by how they are spelled, where the kind counts them so. */
  readonly spelled?: TextCounts | undefined;
  readonly distinct: DistinctValues;
}

interface SummaryOptions {
  /** Whether the smallest and the largest value are kept. */
  readonly extremes: boolean;
}

/** A set of summaries that columns are made of. All sets keep the same contract and the same laws. */
export interface ProfileKind {
  readonly name: "default" | "ModelMonitor";
  fresh(options: SummaryOptions): KindSummaries;
  /** In the order in which `ColumnProfile` writes them. */
  read(from: ByteReader, options: SummaryOptions): KindSummaries;
}

/** Fast and accurate: what windows are judged by. */
const defaultKind: ProfileKind = {
  name: "default",
  fresh: (options) =>
    inBlocks(
      {
        moments: new Moments(options),
        sketch: new KllSketch(),
        values: new ValueCounts(),
        distinct: new DistinctCount(),
      },
      options,
    ),
  read(from, options) {
    const summaries = {
      moments: Moments.read(from, options),
      sketch: KllSketch.read(from),
      values: ValueCounts.read(from),
      distinct: DistinctCount.read(from),
    };
    // What is only merged takes no numbers.
    return from.passes ? summaries : inBlocks(summaries, options);
  },
};

interface DefaultSummaries {
  readonly moments: Moments;
  readonly sketch: KllSketch;
  readonly values: ValueCounts;
  readonly distinct: DistinctCount;
}

/** A column without extremes is sensitive: its different values are counted by their hashes, one by one. */
function inBlocks(summaries: DefaultSummaries, { extremes }: SummaryOptions): KindSummaries {
  const { moments, sketch, distinct } = summaries;
  return {
    ...summaries,
    blocks: {
      takeDecimals: (numbers) => moments.updateDecimals(numbers),
      takeDoubles: (values, length) => moments.updateDoubles(values, length),
      takeSorted(values, length, more) {
        if (extremes) distinct.updateSorted(values, length);
        sketch.updateSorted(values, length, more);
      },
    },
  };
}

/**
 * Faithful to Deequ 2.0.2 on one Spark partition, to the bit: what Model Monitor's files are reproduced from. Every cell
 * is text there: a number counts by how it is spelled (`1` and `1.0` are two values).
 */
const modelMonitorKind: ProfileKind = {
  name: "ModelMonitor",
  fresh: (options) => ({
    moments: new SequentialMoments(options),
    sketch: new DeequKllSketch(),
    values: new ValueCounts(),
    spelled: new CategoryCounts(),
    distinct: new HyperLogLogPlusPlus(),
  }),
  read: (from, options) => ({
    moments: SequentialMoments.read(from, options),
    sketch: DeequKllSketch.read(from),
    values: ValueCounts.read(from),
    spelled: CategoryCounts.read(from),
    distinct: HyperLogLogPlusPlus.read(from),
  }),
};

/** Every kind of profile; its place is its number in the binary format. */
export const profileKinds = [defaultKind, modelMonitorKind] as const satisfies readonly ProfileKind[];
export type ProfileKindName = ProfileKind["name"];

/** The kind of that name. */
export function profileKindNamed(name: ProfileKindName): ProfileKind {
  return profileKinds.find((kind) => kind.name === name)!;
}
