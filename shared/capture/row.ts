/**
 * One value as the payload carried it. `null` is a missing value (an empty CSV cell, a JSON null);
 * `undefined` is an absent one (the row is shorter, the key is not there).
 */
export type Cell = string | number | boolean | null | undefined;

/** One row of a payload. */
export interface Row {
  readonly cells: readonly Cell[];
  /** Column names, where the payload carries them (JSON objects); otherwise columns go by position. */
  readonly names?: readonly string[];
  /**
   * true: a string cell is a string (JSON). false: a string cell is text whose type is its spelling (CSV).
   */
  readonly typed: boolean;
  /**
   * `typed` cell by cell: in a row whose two sides had different encodings (a JSON request answered in CSV), and in
   * one of JSON with a number that is kept as it is spelled. Where it is given it decides, and `typed` is false.
   */
  readonly typedCells?: readonly boolean[];
}

/** Bytes became rows, or they did not and this is why (a short sentence without captured text). */
export type Decoded =
  | { readonly ok: true; readonly rows: readonly Row[] }
  | { readonly ok: false; readonly reason: string };
