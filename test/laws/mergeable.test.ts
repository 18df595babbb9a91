import type { EvidencePointer } from "../../shared/capture/evidence.ts";
import { CELL_TYPES, type PresentCell } from "../../shared/profile/cell-type.ts";
import { ColumnProfile } from "../../shared/profile/column-profile.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { DistinctCount } from "../../shared/profile/distinct-count.ts";
import { type EvidenceClass, EvidenceLog } from "../../shared/profile/evidence-log.ts";
import { ExactSum } from "../../shared/profile/exact-sum.ts";
import { FaultCounts } from "../../shared/profile/fault-counts.ts";
import { FirstPointers } from "../../shared/profile/first-pointers.ts";
import { KllSketch } from "../../shared/profile/kll-sketch.ts";
import { CategoryCounts } from "../../shared/profile/model-monitor/category-counts.ts";
import { DeequKllSketch } from "../../shared/profile/model-monitor/deequ-kll-sketch.ts";
import { HyperLogLogPlusPlus } from "../../shared/profile/model-monitor/hyper-log-log-plus-plus.ts";
import { SequentialMoments } from "../../shared/profile/model-monitor/sequential-moments.ts";
import { Moments } from "../../shared/profile/moments.ts";
import { NoteCounts } from "../../shared/profile/note-counts.ts";
import { profileKinds } from "../../shared/profile/profile-kind.ts";
import { PlainRankCore } from "../../shared/profile/rank-core/plain-rank-core.ts";
import { RankCorrelations, type RankedBlock } from "../../shared/profile/rank-correlations.ts";
import type { QuantileSketch } from "../../shared/profile/summaries.ts";
import { TypeCounts } from "../../shared/profile/type-counts.ts";
import { ValueCounts } from "../../shared/profile/value-counts.ts";
import { seededRandom } from "../../shared/random.ts";
import { bytesOf, keepsMergeableLaws } from "./mergeable.ts";

const CLASSES: readonly EvidenceClass[] = [...CELL_TYPES, "absent"];
const pick = <Thing>(things: readonly Thing[], random: () => number): Thing =>
  things[Math.floor(random() * things.length)]!;
const decimal = (random: () => number) => Math.round(random() * 2e9 - 1e9) / 10 ** Math.floor(random() * 7);
const pointer = (random: () => number): EvidencePointer => {
  const line = 1 + Math.floor(random() * 3000);
  return { key: `captures/${pick(["a", "b", "c"], random)}.jsonl`, line, eventId: `event ${line}` };
};

keepsMergeableLaws<TypeCounts, (typeof CELL_TYPES)[number]>({
  name: "TypeCounts",
  empty: () => new TypeCounts(),
  read: (from) => TypeCounts.read(from),
  value: (random) => pick(CELL_TYPES, random),
  update: (types, type) => types.update(type),
  exact: (types) => ({ ...types }),
});

keepsMergeableLaws<ExactSum, number>({
  name: "ExactSum",
  empty: () => new ExactSum(),
  read: ExactSum.read,
  value: decimal,
  update: (sum, value) => sum.update(value),
  exact: (sum) => sum.value,
});

keepsMergeableLaws<Moments, number>({
  name: "Moments",
  empty: () => new Moments(),
  read: (from) => Moments.read(from),
  value: decimal,
  update: (moments, value) => moments.update(value),
  exact: ({ count, sum, mean, min, max }) => ({ count, sum, mean, min, max }),
  apart: (one, other) => Math.abs(one.m2 / other.m2 - 1) / 1e-12,
});

keepsMergeableLaws<KllSketch, number>({
  name: "KllSketch",
  empty: () => new KllSketch(),
  read: KllSketch.read,
  value: (random) => Math.round(random() * 1e5) / 100,
  update: (sketch, value) => sketch.update(value),
  exact: (sketch) => sketch.n,
  apart: sketchesApart,
});

keepsMergeableLaws<DeequKllSketch, number>({
  name: "DeequKllSketch",
  empty: () => new DeequKllSketch(),
  read: DeequKllSketch.read,
  value: (random) => Math.round(random() * 1e5) / 100,
  update: (sketch, value) => sketch.update(value),
  exact: (sketch) => sketch.n,
  apart: sketchesApart,
});

keepsMergeableLaws<SequentialMoments, number>({
  name: "SequentialMoments",
  empty: () => new SequentialMoments(),
  read: (from) => SequentialMoments.read(from),
  value: decimal,
  update: (moments, value) => moments.update(value),
  exact: ({ count, min, max }) => ({ count, min, max }),
  apart: (one, other) => Math.max(Math.abs(one.m2 / other.m2 - 1), Math.abs(one.sum / other.sum - 1)) / 1e-12,
});

keepsMergeableLaws<SequentialMoments, number>({
  name: "SequentialMoments of integers",
  empty: () => new SequentialMoments(),
  read: (from) => SequentialMoments.read(from),
  value: (random) => Math.round(random() * 2 ** 52),
  update: (moments, value) => moments.update(value),
  exact: ({ count, integralSum, min, max }) => ({ count, integralSum, min, max }),
  apart: (one, other) => Math.abs(one.m2 / other.m2 - 1) / 1e-12,
});

keepsMergeableLaws<HyperLogLogPlusPlus, string>({
  name: "HyperLogLogPlusPlus",
  empty: () => new HyperLogLogPlusPlus(),
  read: HyperLogLogPlusPlus.read,
  value: (random) => String(decimal(random)),
  update: (distinct, text) => distinct.updateText(text),
  exact: (distinct) => bytesOf(distinct),
});

keepsMergeableLaws<ValueCounts, string>({
  name: "ValueCounts of few values",
  empty: () => new ValueCounts(),
  read: ValueCounts.read,
  value: (random) => `value ${Math.floor(random() * random() * 1024)}`,
  update: (values, value) => values.update(value),
  exact: (values) => ({ n: values.n, error: values.error, entries: values.entries() }),
});

keepsMergeableLaws<ValueCounts, string>({
  name: "ValueCounts of many values",
  empty: () => new ValueCounts(),
  read: ValueCounts.read,
  value: (random) => `value ${Math.floor(random() ** 8 * 100_000)}`,
  update: (values, value) => values.update(value),
  exact: (values) => values.n,
  apart: countsApart,
});

keepsMergeableLaws<DistinctCount, number | string>({
  name: "DistinctCount",
  empty: () => new DistinctCount(),
  read: DistinctCount.read,
  value: (random) => (random() < 0.5 ? decimal(random) : `value ${Math.floor(random() * 100)}`),
  update: (distinct, value) =>
    typeof value === "number" ? distinct.updateNumber(value) : distinct.updateText(value),
  exact: (distinct) => bytesOf(distinct),
});

keepsMergeableLaws<FirstPointers, EvidencePointer>({
  name: "FirstPointers",
  empty: () => new FirstPointers(),
  read: FirstPointers.read,
  value: pointer,
  update: (first, value) => first.update(value),
  exact: (first) => first.pointers,
});

keepsMergeableLaws<EvidenceLog, readonly [EvidenceClass, EvidencePointer]>({
  name: "EvidenceLog",
  empty: () => new EvidenceLog(),
  read: EvidenceLog.read,
  value: (random) => [pick(CLASSES, random), pointer(random)],
  update: (log, [type, value]) => log.update(type, value),
  exact: (log) => CLASSES.map((type) => log.pointers(type)),
});

keepsMergeableLaws<FaultCounts, readonly [string, EvidencePointer]>({
  name: "FaultCounts",
  empty: () => new FaultCounts(),
  read: FaultCounts.read,
  value: (random) => [`reason ${Math.floor(random() * 60)}`, pointer(random)],
  update: (faults, [reason, value]) => faults.update(reason, value),
  exact: (faults) => ({ count: faults.count, byReason: [...faults.byReason] }),
});

keepsMergeableLaws<NoteCounts, string>({
  name: "NoteCounts",
  empty: () => new NoteCounts(),
  read: NoteCounts.read,
  value: (random) => pick(["clockSkew", "rowsOfOtherWidth", "headerSkipped"], random),
  update: (notes, name) => notes.update(name, 1),
  exact: (notes) => [...notes.entries],
});

const BLOCKS = Array.from({ length: 50 }, (_, at) => rankedBlock(seededRandom(at + 1)));

/** Some rows of some of eight columns, ranked. */
function rankedBlock(random: () => number): RankedBlock {
  const core = new PlainRankCore();
  const columns = Array.from({ length: 8 }, (_, at) => `column ${at}`).filter(() => random() < 0.7);
  const rows = 2 + Math.floor(random() * 60);
  for (const lane of columns.keys()) {
    for (let row = 0; row < rows; row++) {
      core.values[row] = Math.floor(random() * 20);
      core.rows[row] = row;
    }
    core.rank(lane, rows);
  }
  core.products(columns.length, rows);
  return { rows, columns, sums: core.sums };
}

keepsMergeableLaws<RankCorrelations, RankedBlock>({
  name: "RankCorrelations",
  empty: () => new RankCorrelations(),
  read: RankCorrelations.read,
  value: (random) => pick(BLOCKS, random),
  update: (correlations, block) => correlations.addBlock(block),
  exact: (correlations) => [
    correlations.blockRows,
    ...[...correlations.pairs()]
      .map(({ a, b, rho, dof }) => [...[a, b].sort(), rho, dof])
      .sort((one, other) => (String(one) < String(other) ? -1 : 1)),
  ],
});

const cell = (random: () => number): PresentCell =>
  pick(
    [null, "", "true", "a", "b", String(decimal(random)), String(Math.floor(random() * 50)), "1e400"],
    random,
  );

keepsMergeableLaws<CategoryCounts, string>({
  name: "CategoryCounts of few values",
  empty: () => new CategoryCounts(),
  read: CategoryCounts.read,
  value: (random) => `value ${Math.floor(random() * random() * 500)}`,
  update: (values, value) => values.update(value),
  exact: (values) => ({ n: values.n, error: values.error, entries: values.entries().sort() }),
});

keepsMergeableLaws<CategoryCounts, string>({
  name: "CategoryCounts of too many values",
  empty: () => new CategoryCounts(),
  read: CategoryCounts.read,
  value: (random) => `value ${Math.floor(random() * 5000)}`,
  update: (values, value) => values.update(value),
  exact: (values) => ({ n: values.n, error: values.error, entries: values.entries() }),
});

for (const { name: kind } of profileKinds) {
  for (const sensitive of [false, true]) {
    const options = { name: "amount", sensitive, sensitiveKey: "key", kind };
    keepsMergeableLaws<ColumnProfile, readonly [PresentCell, EvidencePointer]>({
      name: `${sensitive ? "A sensitive" : "A"} ColumnProfile of kind ${kind}`,
      empty: () => new ColumnProfile(options),
      read: (from) => ColumnProfile.read(from),
      value: (random) => [cell(random), pointer(random)],
      update: (column, [value, at]) => column.update(value, false, at),
      exact: columnFacts,
      apart: (one, other) => Math.max(sketchesApart(one.sketch, other.sketch), sumsApart(one, other)),
    });
  }

  keepsMergeableLaws<DatasetProfile, readonly [PresentCell[], EvidencePointer]>({
    name: `DatasetProfile of kind ${kind}`,
    empty: () => new DatasetProfile({ kind, segments: { column: "_c1", most: 20 } }),
    read: (from) => DatasetProfile.read(from),
    value: (random) => [
      Array.from({ length: 1 + Math.floor(random() * 4) }, (_, at) =>
        at === 1 ? pick(["", "a", "b", "7"], random) : cell(random),
      ),
      pointer(random),
    ],
    update: (profile, [cells, at]) => {
      profile.addRow({ cells, typed: false }, at);
      profile.countRecord();
      profile.seen(at.line * 1000);
      if (at.line % 100 === 0) profile.countMalformed("line is cut off", at);
      if (at.line % 70 === 0) profile.note("clockSkew");
    },
    exact: (profile) => ({
      ...datasetFacts(profile),
      segments: profile.segments!.largest.map(([value, segment]) => [value, datasetFacts(segment)]),
    }),
  });
}

function datasetFacts(profile: DatasetProfile) {
  return {
    records: profile.records,
    rows: profile.rows,
    times: [profile.firstTime, profile.lastTime],
    notes: [...profile.notes],
    malformed: [...profile.malformed.byReason],
    columns: profile.columns
      .map((column) => ({ name: column.name, absent: profile.absent(column), ...columnFacts(column) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Row by row sums of Model Monitor's kind differ in their last digits by the grouping; the default's do not. */
function sumsApart(one: ColumnProfile, other: ColumnProfile): number {
  const [a, b] = [one.moments.sum, other.moments.sum];
  if (one.kind === "default") return a === b ? 0 : Number.POSITIVE_INFINITY;
  return a === b ? 0 : Math.abs(a / b - 1) / 1e-12;
}

function columnFacts(column: ColumnProfile) {
  const { count, min, max } = column.moments;
  return {
    types: { ...column.types },
    moments: { count, min, max },
    values: column.values.entries(),
    spelled: column.spelled?.entries().sort(),
    distinct: bytesOf(column.distinct),
    evidence: CLASSES.map((type) => column.evidence.pointers(type)),
  };
}

/** Largest difference of two distribution functions, in units of both sketches' rank errors. */
function sketchesApart(one: QuantileSketch, other: QuantileSketch): number {
  const allowed = one.rankError + other.rankError;
  const { values } = one.weightedValues();
  let largest = 0;
  for (let at = 0; at < values.length; at += 7)
    largest = Math.max(largest, Math.abs(one.rank(values[at]!) / one.n - other.rank(values[at]!) / other.n));
  return inUnitsOf(allowed, largest);
}

/** Largest difference of two counts of one value, in units of both stated errors. */
function countsApart(one: ValueCounts, other: ValueCounts): number {
  const values = [...one.entries(), ...other.entries()].map(([value]) => value);
  const largest = Math.max(...values.map((value) => Math.abs(one.count(value) - other.count(value))));
  return inUnitsOf(one.error + other.error, largest);
}

function inUnitsOf(allowed: number, difference: number): number {
  return difference === 0 ? 0 : difference / allowed;
}
