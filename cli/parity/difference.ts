/** One thing that the service and Plumbline do not say alike about an hour. */
export interface Difference {
  readonly kind: /** One side has no result for the hour. */
    | "hour"
    /** One side has not written a file. */
    | "file"
    | "violation"
    /** The same set, in another order. */
    | "order"
    | "statistic"
    | "constraint";
  /** The column; null where the difference is of none. */
  readonly feature: string | null;
  /** What of it: a check, a field of a file, a file. */
  readonly field: string;
  /** What the service says, and what Plumbline says; null where it says nothing. No captured text stands in them. */
  readonly service: string | null;
  readonly plumbline: string | null;
  /** Largest relative difference of numbers, where the sides have the same shape and differ in numbers only. */
  readonly relative?: number;
}

/** The same in every reading of the captures: what the difference is about, not what the sides say. */
export const differenceKey = ({ kind, feature, field }: Difference): string =>
  JSON.stringify([kind, feature, field]);
