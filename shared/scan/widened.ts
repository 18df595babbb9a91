/** A longer array of the same kind with what a shorter one holds. */
export function widened<T extends { set(from: T): void }>(from: T, to: T): T {
  to.set(from);
  return to;
}
