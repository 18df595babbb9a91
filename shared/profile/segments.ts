import type { EvidencePointer } from "../capture/evidence.ts";
import type { Cell, Row } from "../capture/row.ts";
import { boundedText } from "./bounded-text.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { byCodeUnit } from "./code-unit-order.ts";
import type { DatasetProfile } from "./dataset-profile.ts";
import type { Mergeable } from "./mergeable.ts";

export interface SegmentOptions {
  /** The column whose values tell the segments apart. */
  readonly column: string;
  /** Segments that are told apart at the end; the smaller ones share one profile. */
  readonly most: number;
  /** Names that the column has at other times; absent where it was never renamed. */
  readonly alsoNamed?: readonly string[];
}

/** Segments held while reading, in multiples of `most`: a value that comes late may still grow large. */
const ROOM = 2;
/** Columns of all segments held while reading; one takes 4 KB at least, and a function has 1,769 MB. */
const MOST_SEGMENT_COLUMNS = 100_000;

/**
 * The rows by the value of one column: a profile for each value, and one for all that are too many. Exact, in any
 * grouping, while there are at most 2 × `most` values with 100,000 columns in all; beyond, the smallest are put together as
 * they overflow, so that memory is bounded and no row is lost, but a value that came back later has lost its first rows to
 * the rest.
 */
export class Segments implements Mergeable<Segments> {
  readonly column: string;
  readonly most: number;
  readonly #names: ReadonlySet<string>;
  readonly #fresh: () => DatasetProfile;
  readonly #byValue = new Map<string, DatasetProfile>();
  #rest: DatasetProfile;
  /** Columns of all that have a profile of their own. */
  #columns = 0;

  /** `fresh` makes an empty profile for a segment. */
  constructor({ column, most, alsoNamed = [] }: SegmentOptions, fresh: () => DatasetProfile) {
    this.column = column;
    this.#names = new Set([column, ...alsoNamed]);
    this.most = most;
    this.#fresh = fresh;
    this.#rest = fresh();
  }

  /** Whether a column of that name tells the segments apart. */
  isBy(name: string): boolean {
    return this.#names.has(name);
  }

  /** The largest segments, at most `most`: by rows, ties by the value's code units. A missing value is the empty text. */
  get largest(): readonly (readonly [value: string, profile: DatasetProfile])[] {
    return this.#descending().slice(0, this.most);
  }

  /** The rows of one value; undefined where it has no profile of its own. */
  profile(value: string): DatasetProfile | undefined {
    return this.#byValue.get(value);
  }

  /** The rows of all values but these, and of rows that do not have the column. */
  rest(values: ReadonlySet<string>): DatasetProfile {
    const rest = this.#fresh();
    for (const [value, profile] of this.#descending()) if (!values.has(value)) rest.merge(profile);
    rest.merge(this.#rest);
    return rest;
  }

  update(value: Cell, row: Row, pointer: EvidencePointer): void {
    const profile = value === undefined ? this.#rest : this.#of(boundedText(String(value ?? "")));
    const before = profile.columnCount;
    profile.countRecord();
    profile.addRow(row, pointer);
    if (profile !== this.#rest) this.#columns += profile.columnCount - before;
    this.#prune();
  }

  merge(other: Segments): void {
    for (const [value, profile] of other.#byValue) {
      const here = this.#of(value);
      const before = here.columnCount;
      here.merge(profile);
      this.#columns += here.columnCount - before;
    }
    this.#rest.merge(other.#rest);
    this.#prune();
  }

  write(to: ByteWriter): void {
    to.text(this.column);
    to.count(this.most);
    to.count(this.#byValue.size);
    for (const [value, profile] of [...this.#byValue].sort(([a], [b]) => byCodeUnit(a, b))) {
      to.text(value);
      profile.writeInside(to);
    }
    this.#rest.writeInside(to);
  }

  static read(
    from: ByteReader,
    fresh: () => DatasetProfile,
    read: (from: ByteReader) => DatasetProfile,
  ): Segments {
    const segments = new Segments({ column: from.text(), most: from.count() }, fresh);
    for (let left = from.count(); left > 0; left--) {
      const value = from.text();
      const profile = read(from);
      segments.#byValue.set(value, profile);
      segments.#columns += profile.columnCount;
    }
    segments.#rest = read(from);
    return segments;
  }

  #of(value: string): DatasetProfile {
    let profile = this.#byValue.get(value);
    if (profile === undefined) this.#byValue.set(value, (profile = this.#fresh()));
    return profile;
  }

  /** Puts the smallest together until there is room again: for as many values, and as many columns, as there are now. */
  #prune(): void {
    if (this.#byValue.size <= ROOM * this.most && this.#columns <= MOST_SEGMENT_COLUMNS) return;
    let columns = 0;
    for (const [at, [value, profile]] of this.#descending().entries()) {
      columns += profile.columnCount;
      if (at < this.most && columns <= MOST_SEGMENT_COLUMNS / ROOM) continue;
      this.#rest.merge(profile);
      this.#byValue.delete(value);
      this.#columns -= profile.columnCount;
    }
  }

  #descending(): [string, DatasetProfile][] {
    return [...this.#byValue].sort(([a, one], [b, other]) => other.rows - one.rows || byCodeUnit(a, b));
  }
}

/** The segments of two profiles' rows, in those of `own` where it has some; none where a side has rows without segments. */
export function mergedSegments(
  own: DatasetProfile,
  other: DatasetProfile,
  fresh: () => DatasetProfile,
): Segments | undefined {
  if (other.segments === undefined) return other.rows > 0 ? undefined : own.segments;
  const whole = own.segments ?? (own.rows === 0 ? new Segments(other.segments, fresh) : undefined);
  whole?.merge(other.segments);
  return whole;
}
