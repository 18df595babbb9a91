import type { EvidencePointer } from "../capture/evidence.ts";
import type { CategoricalDistribution, Distribution, NumericDistribution } from "../drift/distribution.ts";
import type { CellColumns } from "../scan/cell-columns.ts";
import { MOST_TEXTS } from "../scan/scan-core/scan-core.ts";
import { asciiText } from "../scan/string-bytes.ts";
import { LONGEST_TEXT } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { cellInteger, cellNumber, cellType, type PresentCell } from "./cell-type.ts";
import { EvidenceLog } from "./evidence-log.ts";
import type { Mergeable } from "./mergeable.ts";
import { numberAsSpelled, spelling } from "./model-monitor/spelling.ts";
import { type BlockSummaries, NumberBlock } from "./number-block.ts";
import {
  type KindSummaries,
  type ProfileKind,
  type ProfileKindName,
  profileKindNamed,
  profileKinds,
} from "./profile-kind.ts";
import { PROFILE_VERSION } from "./profile-version.ts";
import type { RunCore } from "./run-core/run-core.ts";
import { coarseNumber, keyedHash } from "./sensitive-value.ts";
import type { DistinctValues, NumberMoments, QuantileSketch, TextCounts } from "./summaries.ts";
import { TypeCounts } from "./type-counts.ts";

export interface ColumnOptions {
  readonly name: string;
  /**
   * Values must appear nowhere: texts are kept as keyed hashes, numbers with two significant digits, and there is
   * no smallest and largest.
   */
  readonly sensitive?: boolean;
  /** Key of the hashes; needed to update a sensitive column, not to merge or read one. */
  readonly sensitiveKey?: string;
  readonly kind?: ProfileKindName;
}

interface Summaries extends KindSummaries {
  readonly types: TypeCounts;
  readonly evidence: EvidenceLog;
}

/** A sensitive column's bit in the byte that a column begins with; the others hold the kind's number. */
const SENSITIVE = 1;

/** Below, counting them at once costs more than finding each. */
const FEW_TEXTS = 16;

/** Everything that is known of one column; its size does not depend on the number of rows. */
export class ColumnProfile implements Mergeable<ColumnProfile> {
  readonly name: string;
  readonly sensitive: boolean;
  readonly types: TypeCounts;
  /** The strings and booleans; keyed hashes of them in a sensitive column. */
  readonly values: TextCounts;
  /** The numbers as they are spelled, while there are few; in a profile that counts by spelling. */
  readonly spelled: TextCounts | undefined;
  readonly evidence: EvidenceLog;
  readonly #moments: NumberMoments;
  readonly #sketch: QuantileSketch;
  readonly #distinct: DistinctValues;
  /** Where numbers wait to be summarized, in a kind that takes them in blocks. */
  readonly #blocks: BlockSummaries | undefined;
  #block: NumberBlock | undefined;
  readonly #kind: ProfileKind;
  readonly #sensitiveKey: string | undefined;

  constructor(options: ColumnOptions, summaries?: Summaries) {
    const { name, sensitive = false, sensitiveKey, kind = "default" } = options;
    this.name = name;
    this.sensitive = sensitive;
    this.#sensitiveKey = sensitiveKey;
    this.#kind = profileKindNamed(kind);
    const made = summaries ?? noSummaries(this.#kind, sensitive);
    this.types = made.types;
    this.#moments = made.moments;
    this.#sketch = made.sketch;
    this.values = made.values;
    this.spelled = made.spelled;
    this.#distinct = made.distinct;
    this.#blocks = made.blocks;
    this.evidence = made.evidence;
  }

  /** Of the finite numbers. */
  get moments(): NumberMoments {
    this.#block?.settle();
    return this.#moments;
  }

  /** The finite numbers. */
  get sketch(): QuantileSketch {
    this.#block?.settle();
    return this.#sketch;
  }

  /** All values; `1`, `1.0` and `1e0` are one unless numbers count by spelling. */
  get distinct(): DistinctValues {
    this.#block?.settle();
    return this.#distinct;
  }

  /** Where finite numbers go, but for integers beyond 2⁵³; undefined in a kind that takes them one by one. */
  get block(): NumberBlock | undefined {
    if (this.#blocks === undefined) return undefined;
    return (this.#block ??= new NumberBlock(this.#blocks));
  }

  get kind(): ProfileKindName {
    return this.#kind.name;
  }

  /** One cell of the row at `pointer`. `typed`: a string is a string; otherwise it is what it spells. */
  update(cell: PresentCell, typed: boolean, pointer: EvidencePointer): void {
    const type = cellType(cell, typed);
    this.types.update(type);
    this.evidence.update(type, pointer);
    if (type === "integral" || type === "fractional") {
      if (this.spelled !== undefined) this.#updateSpelled(cell as string | number, type, pointer);
      else this.#updateNumber(cell as string | number, type, pointer);
    } else if (type !== "missing") this.#updateText(String(cell));
  }

  /**
   * Counts the ASCII texts of the cells `from` to `to` among the values, and their evidence and class not: whoever scanned them does.
   * Only where the column takes numbers in blocks and is not sensitive.
   */
  updateAscii(cells: CellColumns, from: number, to: number): void {
    const { core, side } = cells;
    for (let at = from; at < to; ) {
      const end = Math.min(to, at + MOST_TEXTS);
      const isCounted = core !== undefined && end - at >= FEW_TEXTS && end - at <= (this.values.room ?? 0);
      if (!isCounted) for (let cell = at; cell < end; cell++) this.#updateAscii(cells, cell, 1);
      else {
        const { texts } = core;
        const last = 2 * core.countTexts(side!, at, end);
        for (let text = 0; text < last; text += 2) this.#updateAscii(cells, texts[text]!, texts[text + 1]!);
      }
      at = end;
    }
  }

  /** The text of one cell, which comes so often. */
  #updateAscii({ bytes, starts, ends, mantissas }: CellColumns, cell: number, times: number): void {
    const start = starts[cell]!;
    const end = ends[cell]!;
    if (end - start > LONGEST_TEXT) {
      const text = asciiText(bytes, start, end);
      for (let left = times; left > 0; left--) this.#updateText(text);
    } else if (this.values.updateAscii?.(bytes, start, end, mantissas[cell]!, times))
      this.#distinct.updateAscii?.(bytes, start, end);
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
   * values, numbers by their shortest decimal text or as they are spelled. Undefined when there is no such value, or
   * none of them is known.
   */
  distributionAs(kind: Distribution["kind"]): Distribution | undefined {
    return kind === "numeric" ? this.#numeric() : this.#categorical();
  }

  /**
   * Share of the present cells whose value is one of `texts`, 0 to 1; undefined without any, and for a sensitive
   * column, whose values are not kept. Numbers match by value (`1` is `1.0`) or as they are spelled. Where the
   * profile kept the frequent values only, the share is the largest one that it allows.
   */
  shareWithin(texts: readonly string[]): number | undefined {
    const { present } = this.types;
    if (present === 0 || this.sensitive) return undefined;
    const counted = texts.reduce((sum, text) => sum + this.values.count(text) + this.values.error, 0);
    return Math.min(1, (counted + this.#numbersWithin(texts)) / present);
  }

  /** Whether every different value is counted, and counted exactly: numbers among texts are where the sketch holds all of them. */
  get isCountedExactly(): boolean {
    return this.values.error === 0 && (this.spelled?.error === 0 || this.sketch.rankError === 0);
  }

  /**
   * Throws when the one is sensitive and the other is not, or when they are of two kinds: their values cannot be
   * compared.
   */
  merge(other: ColumnProfile): void {
    if (this.sensitive !== other.sensitive)
      throw new Error(
        `Got column ${this.name} sensitive in one profile and not in the other; profiles that merge have one definition. Profile the files again.`,
      );
    if (this.kind !== other.kind)
      throw new Error(
        `Got column ${this.name} of a ${this.kind} profile and of a ${other.kind} profile; profiles that merge are of one kind. Profile the files again.`,
      );
    this.types.merge(other.types);
    this.moments.merge(other.moments);
    this.sketch.merge(other.sketch);
    this.values.merge(other.values);
    if (other.spelled !== undefined) this.spelled?.merge(other.spelled);
    this.distinct.merge(other.distinct);
    this.evidence.merge(other.evidence);
  }

  /** Moves what merges into the core's memory, where it is fastest. Until `leave` it may be merged into only, and no other may enter. */
  enter(core: RunCore): void {
    this.sketch.enter?.(core);
    this.distinct.enter?.(core);
  }

  /** Moves it back. */
  leave(): void {
    this.#sketch.leave?.();
    this.#distinct.leave?.();
  }

  write(to: ByteWriter): void {
    to.text(this.name);
    to.byte(profileKinds.findIndex(({ name }) => name === this.kind) * 2 + (this.sensitive ? SENSITIVE : 0));
    this.types.write(to);
    this.moments.write(to);
    this.sketch.write(to);
    this.values.write(to);
    this.spelled?.write(to);
    this.distinct.write(to);
    this.evidence.write(to);
  }

  /** `name`: where it was read already. */
  static read(from: ByteReader, version: number = PROFILE_VERSION, name = from.text()): ColumnProfile {
    const head = from.byte();
    const sensitive = (head & SENSITIVE) === SENSITIVE;
    const kind = profileKinds[head >> 1];
    if (kind === undefined)
      throw new Error(`Column ${name} is of kind ${head >> 1}; this build knows ${profileKinds.length}.`);
    const types = TypeCounts.read(from, version);
    const summaries = kind.read(from, { extremes: !sensitive });
    // Not counted by version 1: within the sketch's error.
    if (version === 1) types.negative = summaries.sketch.rank(-Number.MIN_VALUE);
    const evidence = EvidenceLog.read(from);
    return new ColumnProfile({ name, sensitive, kind: kind.name }, { types, evidence, ...summaries });
  }

  /** What no double holds is told apart by its text: an overflowing code (`5E1000`), an id of 64 bits. */
  #updateNumber(cell: string | number, type: "integral" | "fractional", pointer: EvidencePointer): void {
    const value = cellNumber(cell);
    this.#countNegative(value, pointer);
    const isBeyondDoubles = type === "integral" && typeof cell === "string" && !Number.isSafeInteger(value);
    if (!Number.isFinite(value)) {
      this.types.nonFinite++;
      this.#updateText(String(cell));
    } else if (isBeyondDoubles) {
      this.#block?.settle(true);
      this.#distinct.updateText(this.sensitive ? this.#hash(String(value)) : String(cellInteger(cell)));
      this.#summarize(value);
    } else if (this.sensitive) {
      this.#distinct.updateText(this.#hash(String(value)));
      this.block!.addDouble(coarseNumber(value));
    } else this.block!.addDouble(value);
  }

  #updateSpelled(cell: string | number, type: "integral" | "fractional", pointer: EvidencePointer): void {
    const text = spelling(cell, type);
    const kept = this.sensitive ? this.#hash(text) : text;
    this.#distinct.updateText(kept);
    this.spelled?.update(kept);
    const value = numberAsSpelled(cell, type);
    this.#countNegative(value, pointer);
    if (Number.isFinite(value)) this.#summarize(value);
    else this.types.nonFinite++;
  }

  #countNegative(value: number, pointer: EvidencePointer): void {
    if (!(value < 0)) return;
    this.types.negative++;
    this.evidence.update("negative", pointer);
  }

  #summarize(value: number): void {
    const kept = this.sensitive ? coarseNumber(value) : value;
    this.#moments.update(kept);
    this.#sketch.update(kept);
  }

  #updateText(value: string): void {
    const kept = this.sensitive ? this.#hash(value) : value;
    this.#distinct.updateText(kept);
    this.values.update(kept);
  }

  #hash(text: string): string {
    if (!this.#sensitiveKey)
      throw new Error(
        `Column ${this.name} is sensitive and its profile has no sensitiveKey (one that was read back has none). Update a profile made with the key, then merge.`,
      );
    return keyedHash(this.#sensitiveKey, text);
  }

  #numbersWithin(texts: readonly string[]): number {
    if (this.spelled?.error === 0) return texts.reduce((sum, text) => sum + this.spelled!.count(text), 0);
    const numbers = new Set(texts.filter((text) => text.trim() !== "").map(Number));
    const { values, weights } = this.sketch.weightedValues();
    let inside = 0;
    for (const [i, value] of values.entries()) if (numbers.has(value)) inside += weights[i]!;
    return inside;
  }

  #numeric(): NumericDistribution | undefined {
    const { n, rankError } = this.sketch;
    return n === 0 ? undefined : { kind: "numeric", ...this.sketch.weightedValues(), n, rankError };
  }

  #categorical(): CategoricalDistribution | undefined {
    if (this.types.present === 0) return undefined;
    const counts = new Map(this.values.entries());
    for (const [text, count] of this.#numberCounts()) counts.set(text, (counts.get(text) ?? 0) + count);
    if (counts.size === 0) return undefined;
    return { kind: "categorical", counts, n: this.types.present };
  }

  /** The numbers as texts: as they are spelled where that is known, otherwise by their shortest decimals. */
  #numberCounts(): [text: string, count: number][] {
    if (this.spelled?.error === 0) return this.spelled.entries();
    const { values, weights } = this.sketch.weightedValues();
    return Array.from(values, (value, i) => [String(value), weights[i]!]);
  }
}

function noSummaries(kind: ProfileKind, sensitive: boolean): Summaries {
  return { types: new TypeCounts(), evidence: new EvidenceLog(), ...kind.fresh({ extremes: !sensitive }) };
}
