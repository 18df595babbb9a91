import type { ByteReader } from "./byte-reader.ts";
import { ColumnProfile } from "./column-profile.ts";

/** A profile as `DatasetProfile.write` wrote it, and the version of the format. */
export interface WrittenProfile {
  readonly from: ByteReader;
  readonly version: number;
}

/** The columns of a written profile, one after the other. */
export class WrittenColumns implements WrittenProfile {
  readonly from: ByteReader;
  readonly version: number;
  /** The name of the column that `read` reads; undefined behind the last. */
  next: string | undefined;
  #left = 0;

  constructor({ from, version }: WrittenProfile) {
    this.from = from;
    this.version = version;
  }

  /** What is before them has been read. */
  begin(): void {
    this.#left = this.from.count();
    this.#readName();
  }

  read(): ColumnProfile {
    const column = ColumnProfile.read(this.from, this.version, this.next);
    this.#readName();
    return column;
  }

  #readName(): void {
    this.next = this.#left-- > 0 ? this.from.text() : undefined;
  }
}

/** Whether all of them have the same column next. */
export function haveSameNext(columns: readonly WrittenColumns[]): boolean {
  const name = columns[0]?.next;
  return name !== undefined && columns.every(({ next }) => next === name);
}
