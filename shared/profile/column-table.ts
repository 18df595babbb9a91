import type { Row } from "../capture/row.ts";
import { boundedText } from "./bounded-text.ts";
import { ColumnProfile } from "./column-profile.ts";
import type { ProfileKindName } from "./profile-kind.ts";

/** Columns of a profile; whoever sends more is not sending a table. */
export const MOST_COLUMNS = 10_000;

/** A column of a profile and where it was seen last. */
export interface ColumnSlot {
  readonly column: ColumnProfile;
  /** Whether its cells are counted; those of others are ranked at most. */
  readonly isCounted: boolean;
  /** The row (by its number) that the column had a cell in last. */
  lastRow: number;
  /** The merge (by its number) that brought the column something last. */
  lastMerge: number;
}

export interface ColumnTableOptions {
  /** Names of columns that go by position; the ones beyond are `_c{i}`. */
  readonly names?: readonly string[];
  readonly sensitive?: readonly string[];
  readonly sensitiveKey?: string;
  readonly kind?: ProfileKindName;
  /** Whether a column is counted, where not all of them are; all are ranked. */
  readonly counts?: (column: string) => boolean;
}

/** The columns of a profile, in the order in which they appeared, by their names and by the position of cells. */
export class ColumnTable {
  readonly slots: ColumnSlot[] = [];
  readonly names: readonly string[];
  readonly #byName = new Map<string, ColumnSlot>();
  readonly #byPosition: ColumnSlot[] = [];
  readonly #sensitive: ReadonlySet<string>;
  readonly #sensitiveKey: string | undefined;
  readonly #kind: ProfileKindName;
  readonly #counts: (column: string) => boolean;
  readonly #onNew: (slot: ColumnSlot) => void;

  /** `onNew` is told of every column that begins here, before it is used. */
  constructor(
    { names = [], sensitive = [], sensitiveKey, kind = "default", counts = () => true }: ColumnTableOptions,
    onNew: (slot: ColumnSlot) => void,
  ) {
    this.names = names.map(boundedText);
    this.#sensitive = new Set(sensitive.map(boundedText));
    this.#sensitiveKey = sensitiveKey;
    this.#kind = kind;
    this.#counts = counts;
    this.#onNew = onNew;
  }

  named(name: string): ColumnSlot | undefined {
    return this.#byName.get(name);
  }

  /** The column of a cell, new where there was none; undefined when there is no room for another one. */
  slotOf({ names }: Row, at: number): ColumnSlot | undefined {
    if (names === undefined) return this.#positioned(at);
    const name = names[at] ?? `_c${at}`;
    const likely = this.slots[at];
    return likely?.column.name === name ? likely : this.#opened(boundedText(name));
  }

  /**
   * The columns of rows like this one, cell by cell, undefined for an absent cell; undefined altogether where two cells are of one
   * column, or there are too many columns. Columns that are new are here from now on.
   */
  columnsOf(row: Row): readonly (ColumnProfile | undefined)[] | undefined {
    if (row.cells.length > MOST_COLUMNS) return undefined;
    const slots = row.cells.map((cell, at) => (cell === undefined ? undefined : this.slotOf(row, at)));
    const present = slots.filter((slot) => slot !== undefined);
    const isWhole = present.length === row.cells.filter((cell) => cell !== undefined).length;
    return isWhole && new Set(present).size === present.length
      ? slots.map((slot) => slot?.column)
      : undefined;
  }

  /** A new column like that one, which holds nothing; undefined when there is no room. */
  openLike({ name, sensitive, kind }: ColumnProfile): ColumnSlot | undefined {
    return this.#open(name, sensitive, kind);
  }

  add(column: ColumnProfile): ColumnSlot {
    const slot = { column, isCounted: this.#counts(column.name), lastRow: 0, lastMerge: 0 };
    this.slots.push(slot);
    this.#byName.set(column.name, slot);
    return slot;
  }

  #positioned(at: number): ColumnSlot | undefined {
    if (at >= MOST_COLUMNS) return undefined;
    let slot = this.#byPosition[at];
    if (slot === undefined) {
      slot = this.#opened(this.names[at] ?? `_c${at}`);
      if (slot !== undefined) this.#byPosition[at] = slot;
    }
    return slot;
  }

  #opened(name: string): ColumnSlot | undefined {
    return this.#byName.get(name) ?? this.#open(name, this.#sensitive.has(name), this.#kind);
  }

  #open(name: string, sensitive: boolean, kind: ProfileKindName): ColumnSlot | undefined {
    if (this.slots.length >= MOST_COLUMNS) return undefined;
    const key = this.#sensitiveKey;
    const given = { name, sensitive, kind, ...(key === undefined ? {} : { sensitiveKey: key }) };
    const slot = this.add(new ColumnProfile(given));
    this.#onNew(slot);
    return slot;
  }
}
