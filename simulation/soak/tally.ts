/** Counts under names, in the order of their first coming. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, count = 1): void {
    this.counts.set(name, this.of(name) + count);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  /** Those that begin with `prefix`, without it. */
  below(prefix: string): Record<string, number> {
    const found = [...this.counts].filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(found.map(([name, count]) => [name.slice(prefix.length), count]));
  }
}
