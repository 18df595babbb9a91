import type { EvidencePointer } from "../capture/evidence.ts";
import type { CategoricalDistribution, Distribution, NumericDistribution } from "../drift/distribution.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { cellNumber, cellType, type PresentCell } from "./cell-type.ts";
import { DistinctCount } from "./distinct-count.ts";
import { EvidenceLog } from "./evidence-log.ts";
import { KllSketch } from "./kll-sketch.ts";
import type { Mergeable } from "./mergeable.ts";
import { Moments } from "./moments.ts";
import { coarseNumber, keyedHash } from "./sensitive-value.ts";
import { TypeCounts } from "./type-counts.ts";
import { ValueCounts } from "./value-counts.ts";

export interface ColumnOptions {
  readonly name: string;
  /**
   * Values must appear nowhere: texts are kept as keyed hashes, numbers with two significant digits, and there is
   * no smallest and largest.
   */
  readonly sensitive?: boolean;
  /** Key of the hashes; needed to update a sensitive column, not to merge or read one. */
  readonly sensitiveKey?: string;
}

interface Summaries {
  readonly types: TypeCounts;
  readonly moments: Moments;
  readonly sketch: KllSketch;
  readonly values: ValueCounts;
  readonly distinct: DistinctCount;
  readonly evidence: EvidenceLog;
}

/** Everything that is known of one column; its size does not depend on the number of rows. */
export class ColumnProfile implements Mergeable<ColumnProfile> {
  readonly name: string;
  readonly sensitive: boolean;
  readonly types: TypeCounts;
  /** Of the finite numbers. */
  readonly moments: Moments;
  /** The finite numbers. */
  readonly sketch: KllSketch;
  /** The strings and booleans; keyed hashes of them in a sensitive column. */
  readonly values: ValueCounts;
  /** All values; `1`, `1.0` and `1e0` are one. */
  readonly distinct: DistinctCount;
  readonly evidence: EvidenceLog;
  readonly #sensitiveKey: string | undefined;

  constructor(options: ColumnOptions, summaries: Summaries = noSummaries(options.sensitive ?? false)) {
    this.name = options.name;
    this.sensitive = options.sensitive ?? false;
    this.#sensitiveKey = options.sensitiveKey;
    this.types = summaries.types;
    this.moments = summaries.moments;
    this.sketch = summaries.sketch;
    this.values = summaries.values;
    this.distinct = summaries.distinct;
    this.evidence = summaries.evidence;
  }

  /** One cell of the row at `pointer`. `typed`: a string is a string; otherwise it is what it spells. */
  update(cell: PresentCell, typed: boolean, pointer: EvidencePointer): void {
    const type = cellType(cell, typed);
    this.types.update(type);
    this.evidence.update(type, pointer);
    if (type === "integral" || type === "fractional") this.#updateNumber(cellNumber(cell as string | number));
    else if (type !== "missing") this.#updateText(String(cell));
  }

  /**
   * How the values lie: numeric where the inferred type is, categorical for strings and booleans. Undefined when
   * no cell holds a value that a distribution can be made of.
   */
  distribution(): Distribution | undefined {
    const type = this.types.inferredType();
    if (type === "Unknown") return undefined;
    return this.distributionAs(type === "Integral" || type === "Fractional" ? "numeric" : "categorical");
  }

  /**
   * The distribution of one kind, whatever the inferred type. Numeric: of the finite numbers. Categorical: of all
   * values, numbers by their shortest decimal text. Undefined when there is no such value.
   */
  distributionAs(kind: Distribution["kind"]): Distribution | undefined {
    return kind === "numeric" ? this.#numeric() : this.#categorical();
  }

  /** Throws when the one is sensitive and the other is not: their values cannot be compared. */
  merge(other: ColumnProfile): void {
    if (this.sensitive !== other.sensitive)
      throw new Error(
        `Got column ${this.name} sensitive in one profile and not in the other; profiles that merge have one definition. Profile the files again.`,
      );
    this.types.merge(other.types);
    this.moments.merge(other.moments);
    this.sketch.merge(other.sketch);
    this.values.merge(other.values);
    this.distinct.merge(other.distinct);
    this.evidence.merge(other.evidence);
  }

  write(to: ByteWriter): void {
    to.text(this.name);
    to.byte(this.sensitive ? 1 : 0);
    this.types.write(to);
    this.moments.write(to);
    this.sketch.write(to);
    this.values.write(to);
    this.distinct.write(to);
    this.evidence.write(to);
  }

  static read(from: ByteReader): ColumnProfile {
    const name = from.text();
    const sensitive = from.byte() === 1;
    return new ColumnProfile(
      { name, sensitive },
      {
        types: TypeCounts.read(from),
        moments: Moments.read(from, { extremes: !sensitive }),
        sketch: KllSketch.read(from),
        values: ValueCounts.read(from),
        distinct: DistinctCount.read(from),
        evidence: EvidenceLog.read(from),
      },
    );
  }

  #updateNumber(value: number): void {
    if (this.sensitive) this.distinct.updateText(this.#hash(String(value)));
    else this.distinct.updateNumber(value);
    if (!Number.isFinite(value)) {
      this.types.nonFinite++;
      return;
    }
    const kept = this.sensitive ? coarseNumber(value) : value;
    this.moments.update(kept);
    this.sketch.update(kept);
  }

  #updateText(value: string): void {
    const kept = this.sensitive ? this.#hash(value) : value;
    this.distinct.updateText(kept);
    this.values.update(kept);
  }

  #hash(text: string): string {
    if (!this.#sensitiveKey)
      throw new Error(
        `Column ${this.name} is sensitive and its profile has no sensitiveKey (one that was read back has none). Update a profile made with the key, then merge.`,
      );
    return keyedHash(this.#sensitiveKey, text);
  }

  #numeric(): NumericDistribution | undefined {
    const { n, rankError } = this.sketch;
    return n === 0 ? undefined : { kind: "numeric", ...this.sketch.weightedValues(), n, rankError };
  }

  #categorical(): CategoricalDistribution | undefined {
    if (this.types.present === 0) return undefined;
    const counts = new Map(this.values.entries());
    const { values, weights } = this.sketch.weightedValues();
    values.forEach((value, i) => {
      const text = String(value);
      counts.set(text, (counts.get(text) ?? 0) + weights[i]!);
    });
    return { kind: "categorical", counts, n: this.types.present };
  }
}

function noSummaries(sensitive: boolean): Summaries {
  return {
    types: new TypeCounts(),
    moments: new Moments({ extremes: !sensitive }),
    sketch: new KllSketch(),
    values: new ValueCounts(),
    distinct: new DistinctCount(),
    evidence: new EvidenceLog(),
  };
}
