/** Work that is paused waits for something that this process does not do: the clock, for example. */
export type Pause = <T>(waiting: Promise<T>) => Promise<T>;

/**
 * Counts what is going on, so that the clock knows when it may move; and bounds how much goes on at once. What waits
 * for its turn counts as going on, what is paused does not and takes up no place.
 */
export class ActiveWork {
  private readonly places: number;
  private readonly queue: (() => void)[] = [];
  private readonly waiters: (() => void)[] = [];
  private active = 0;
  private placed = 0;

  /** `places`: how many pieces of work run at once. */
  constructor(places = 8) {
    this.places = places;
  }

  /** Runs `task` when there is a place for it. */
  async run<T>(task: (pause: Pause) => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await task((waiting) => this.pause(waiting));
    } finally {
      this.leave();
    }
  }

  /** Resolves when nothing goes on and nothing follows from what has ended. */
  async idle(): Promise<void> {
    do {
      while (this.active > 0) await new Promise<void>((resolve) => this.waiters.push(resolve));
      // What one piece of work leads to begins in the microtasks after its end, so before the next turn.
      await new Promise<void>((resolve) => setImmediate(resolve));
    } while (this.active > 0);
  }

  private async pause<T>(waiting: Promise<T>): Promise<T> {
    this.leave();
    try {
      return await waiting;
    } finally {
      await this.enter();
    }
  }

  private async enter(): Promise<void> {
    this.active += 1;
    if (this.placed < this.places) this.placed += 1;
    else await new Promise<void>((resolve) => this.queue.push(resolve));
  }

  private leave(): void {
    this.active -= 1;
    const next = this.queue.shift();
    if (next === undefined) this.placed -= 1;
    else next();
    if (this.active === 0) for (const resolve of this.waiters.splice(0)) resolve();
  }
}
