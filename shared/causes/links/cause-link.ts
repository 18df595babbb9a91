import type { AffectedRows } from "../affected-rows.ts";

/** A column in violation, as links look at it. */
export interface ChangedColumn {
  readonly name: string;
  /** What of it is violated. */
  readonly checks: ReadonlySet<string>;
  /** Values of the segments that explain it. */
  readonly segments: readonly string[];
  /** What each violation says of the rows that are affected, those of the same length of time together (`scale`). */
  readonly affected: readonly (AffectedRows & { readonly scale: string | undefined })[];
}

/** What is known of two columns beside what violates. */
export interface ColumnRelations {
  /** Rank correlation of the two in the baseline, −1 to 1; undefined where nothing is known of it. */
  related(a: string, b: string): number | undefined;
}

/**
 * A sign that two columns changed for one reason. To add one: a file, and its line in `links/index.ts`; the law suite then holds that
 * it ties two columns whichever is named first, or not at all.
 */
export interface CauseLink {
  readonly name: string;
  /** What they have in common, a part of a sentence; undefined where they have not. */
  link(leader: ChangedColumn, other: ChangedColumn, relations: ColumnRelations): string | undefined;
}
