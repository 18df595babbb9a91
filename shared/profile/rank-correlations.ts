import { widened } from "../scan/widened.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import type { Mergeable } from "./mergeable.ts";
import { MOST_LANES, PAIR_SUMS } from "./rank-core/plain-rank-core.ts";

/**
 * Columns whose pairs are kept: 496 pairs take 3 KB of a partial that takes 5 KB a column, and as many columns' ranks, 16 bits each,
 * fit the first cache.
 */
export const MOST_RANKED = MOST_LANES;
/** Sums are kept in these parts of 1, so that they are equal in any grouping; they are exact up to 10¹¹ rows. */
const PARTS = 2 ** 16;

/** How two columns depend on each other. */
export interface RankCorrelation {
  /** Spearman's, −1 to 1. */
  readonly rho: number;
  /** Degrees of freedom that it stands on: about the rows that it was taken of. */
  readonly dof: number;
}

export interface CorrelatedPair extends RankCorrelation {
  /** Of the two columns, the one that came first. */
  readonly a: string;
  readonly b: string;
}

/** The sums of pairs of columns in one block of rows (`RankCore.sums`). */
export interface RankedBlock {
  readonly rows: number;
  /** At most `MOST_RANKED`, each of them one that the summary `takes`. */
  readonly columns: readonly string[];
  readonly sums: Int32Array;
}

/**
 * How numeric columns depend on each other, whatever each looks like by itself: Spearman's rank correlation ("The Proof and Measurement of
 * Association between Two Things", 1904), within blocks of consecutive rows and added up over them. In a block each number becomes its
 * rank among the block's numbers of its column, ties sharing the middle of their ranks (midranks), less the middle rank. Of the m
 * rows in which both columns are numbers, with centred ranks r and s,
 *
 *     ρ_block = Σ r·s ÷ √(Σ r² · Σ s²),    ρ = Σ (m − 1)·ρ_block ÷ Σ (m − 1)    over the blocks,
 *
 * and Σ (m − 1) are the degrees of freedom. A block in which one of the columns is constant says nothing of the pair. So no monotone
 * change of a column matters, nor how far its largest values lie out, nor a trend from block to block; nothing of a row or a value is
 * kept. Of few rows a block's ρ is nearer to 0 than that of all rows: by 3·(ρ − τ)/(m + 1), with Kendall's τ (Moran 1948); `blockRows`
 * says of how many they were.
 *
 * The columns are those that came first, `MOST_RANKED` at most. A profile without a summary merges as one without rows: `dof` tells how
 * many rows speak.
 */
export class RankCorrelations implements Mergeable<RankCorrelations> {
  readonly #columns: string[] = [];
  readonly #places = new Map<string, number>();
  /** By pair (`pairOf`): Σ (m − 1)·ρ in parts, and Σ (m − 1). */
  #sums = new Float64Array(0);
  #dofs = new Float64Array(0);
  #blocks = 0;
  #rows = 0;

  /** Rows of a block on average; 0 without any. */
  get blockRows(): number {
    return this.#blocks === 0 ? 0 : this.#rows / this.#blocks;
  }

  /** In the order in which they came. */
  get columns(): readonly string[] {
    return this.#columns;
  }

  has(column: string): boolean {
    return this.#places.has(column);
  }

  /** Whether the column is one of those that are kept, or there is room for it. */
  takes(column: string): boolean {
    return this.has(column) || this.#columns.length < MOST_RANKED;
  }

  /** Undefined where no block speaks of the two. */
  correlation(a: string, b: string): RankCorrelation | undefined {
    const [one, other] = [this.#places.get(a), this.#places.get(b)];
    if (one === undefined || other === undefined || one === other) return undefined;
    return this.#ofPair(pairOf(one, other));
  }

  /** Every pair of which a block speaks, in an order that is that of the columns. */
  *pairs(): Generator<CorrelatedPair> {
    for (let pair = 0, one = 1; one < this.#columns.length; one++)
      for (let other = 0; other < one; other++, pair++) {
        const found = this.#ofPair(pair);
        if (found !== undefined) yield { a: this.#columns[other]!, b: this.#columns[one]!, ...found };
      }
  }

  addBlock({ rows, columns, sums }: RankedBlock): void {
    this.#blocks++;
    this.#rows += rows;
    const places = this.#placesOf(columns);
    for (let at = 0, one = 1; one < columns.length; one++)
      for (let other = 0; other < one; other++, at += PAIR_SUMS) {
        const squares = sums[at + 1]! * sums[at + 2]!;
        if (squares === 0) continue;
        const dof = sums[at + 3]! - 1;
        const pair = pairOf(places[one]!, places[other]!);
        this.#dofs[pair]! += dof;
        this.#sums[pair]! += Math.round(((dof * sums[at]!) / Math.sqrt(squares)) * PARTS);
      }
  }

  /** Columns that only `other` has follow the ones that are here, while there is room. */
  merge(other: RankCorrelations): void {
    this.#add(other, this.#placesOf(other.#columns));
  }

  /** The same under other names; columns without one are left out, and those that get one name add up. */
  renamed(nameOf: (column: string) => string | undefined): RankCorrelations {
    const names = this.#columns.map(nameOf);
    const renamed = new RankCorrelations();
    renamed.#placesOf([...new Set(names)].filter((name) => name !== undefined));
    renamed.#add(
      this,
      names.map((name) => (name === undefined ? undefined : renamed.#places.get(name))),
    );
    return renamed;
  }

  /** `places`: where the columns of `other` are here; undefined where they are not. */
  #add(other: RankCorrelations, places: readonly (number | undefined)[]): void {
    this.#blocks += other.#blocks;
    this.#rows += other.#rows;
    for (let from = 0, one = 1; one < places.length; one++)
      for (let before = 0; before < one; before++, from++) {
        const [a, b] = [places[one], places[before]];
        if (a === undefined || b === undefined || a === b) continue;
        const pair = pairOf(a, b);
        this.#sums[pair]! += other.#sums[from]!;
        this.#dofs[pair]! += other.#dofs[from]!;
      }
  }

  write(to: ByteWriter): void {
    to.count(this.#blocks);
    to.count(this.#rows);
    to.count(this.#columns.length);
    for (const column of this.#columns) to.text(column);
    for (const [pair, dof] of this.#dofs.entries()) {
      to.count(dof);
      if (dof > 0) to.integer(this.#sums[pair]!);
    }
  }

  static read(from: ByteReader): RankCorrelations {
    const read = new RankCorrelations();
    read.#blocks = from.count();
    read.#rows = from.count();
    for (let left = from.count(); left > 0; left--) read.#open(from.text());
    read.#makeRoom();
    for (let pair = 0; pair < read.#dofs.length; pair++) {
      const dof = from.count();
      read.#dofs[pair] = dof;
      if (dof > 0) read.#sums[pair] = from.integer();
    }
    return read;
  }

  #ofPair(pair: number): RankCorrelation | undefined {
    const dof = this.#dofs[pair]!;
    if (dof === 0) return undefined;
    const rho = this.#sums[pair]! / PARTS / dof;
    return { rho: Math.max(-1, Math.min(1, rho)), dof };
  }

  /** The places of columns, new where they had none; undefined where there is no room for another one. */
  #placesOf(columns: readonly string[]): (number | undefined)[] {
    for (const column of columns) if (!this.has(column) && this.takes(column)) this.#open(column);
    this.#makeRoom();
    return columns.map((column) => this.#places.get(column));
  }

  #open(column: string): void {
    this.#places.set(column, this.#columns.length);
    this.#columns.push(column);
  }

  /** For every pair of the columns. */
  #makeRoom(): void {
    const pairs = pairOf(this.#columns.length, 0);
    if (pairs === this.#dofs.length) return;
    this.#sums = widened(this.#sums, new Float64Array(pairs));
    this.#dofs = widened(this.#dofs, new Float64Array(pairs));
  }
}

/** The number of a pair of places: those of a place with all before it follow those of the place before. */
function pairOf(one: number, other: number): number {
  return one > other ? (one * (one - 1)) / 2 + other : (other * (other - 1)) / 2 + one;
}
