import type { ByteReader } from "./byte-reader.ts";
import { ColumnProfile } from "./column-profile.ts";
import { runCore } from "./run-core/run-core.ts";
import type { RunMemory } from "./run-memory.ts";

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

/** What columns are merged into. */
interface Whole {
  /** Undefined where it has no such column yet. */
  column(name: string): ColumnProfile | undefined;
  merge(column: ColumnProfile): void;
}

/** Merges the columns that all of the profiles have next, each with all of them before the next one, until they part. */
export function mergeAbreast(written: readonly WrittenColumns[], memory: RunMemory, whole: Whole): void {
  for (;;) {
    const name = written[0]?.next;
    if (name === undefined || written.some(({ next }) => next !== name)) return;
    mergeNext(written, memory, whole);
  }
}

/** The next column of each, while what it is merged into is in the core's memory. */
function mergeNext(written: readonly WrittenColumns[], memory: RunMemory, { column, merge }: Whole): void {
  const core = runCore();
  let entered: ColumnProfile | undefined;
  try {
    for (const columns of written) {
      if (core !== undefined && entered === undefined) {
        entered = column(columns.next!);
        entered?.enter(core);
      }
      memory.clear();
      merge(columns.read());
    }
  } finally {
    entered?.leave();
  }
}
