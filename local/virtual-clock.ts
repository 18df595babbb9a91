import type { Clock } from "../steps/ports.ts";
import { ActiveWork } from "./active-work.ts";

interface Timer {
  readonly time: number;
  /** Timers of one time go in the order of their coming. */
  readonly order: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The clock was stopped under somebody who waited. A state machine neither catches nor retries it. */
export class ClockStopped extends Error {
  override readonly name = "ClockStopped";
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/**
 * Time that only `runTo` moves, and only while nothing is going on: a minute's work takes no time, a day's waiting
 * neither. Waiting takes no place among the work.
 */
export class VirtualClock implements Clock {
  readonly work: ActiveWork;
  private readonly timers: Timer[] = [];
  private time: number;
  private order = 0;
  private moving: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(start: number, work = new ActiveWork()) {
    this.time = start;
    this.work = work;
  }

  now(): number {
    return this.time;
  }

  /** Resolves when the clock reaches `time` (epoch milliseconds), at once when it has. Rejects with `ClockStopped`. */
  until(time: number): Promise<void> {
    if (this.stopped) return Promise.reject(new ClockStopped("The clock is stopped."));
    if (!(time > this.time)) return Promise.resolve();
    return new Promise((resolve, reject) =>
      push(this.timers, { time, order: this.order++, resolve, reject }),
    );
  }

  /**
   * Moves on to `time` (never back), from timer to timer; whatever a timer wakes is done before the next one. Not to be
   * awaited from inside the work that it waits for.
   */
  runTo(time: number): Promise<void> {
    const turn = this.moving.then(() => this.move(time));
    this.moving = turn.catch(() => undefined);
    return turn;
  }

  /** Wakes everybody who waits with `ClockStopped`. */
  stop(): void {
    this.stopped = true;
    for (const timer of this.timers.splice(0)) timer.reject(new ClockStopped("The clock is stopped."));
  }

  private async move(target: number): Promise<void> {
    await this.work.idle();
    while (this.timers.length > 0 && this.timers[0]!.time <= target) {
      this.time = Math.max(this.time, this.timers[0]!.time);
      while (this.timers.length > 0 && this.timers[0]!.time <= this.time) pop(this.timers).resolve();
      await this.work.idle();
    }
    this.time = Math.max(this.time, target);
  }
}

function before(a: Timer, b: Timer): boolean {
  return a.time < b.time || (a.time === b.time && a.order < b.order);
}

/** Binary heap (Williams 1964): a year of hourly windows of many endpoints wait at once. */
function push(heap: Timer[], timer: Timer): void {
  let at = heap.length;
  while (at > 0 && before(timer, heap[(at - 1) >> 1]!)) {
    heap[at] = heap[(at - 1) >> 1]!;
    at = (at - 1) >> 1;
  }
  heap[at] = timer;
}

function pop(heap: Timer[]): Timer {
  const top = heap[0]!;
  const last = heap.pop()!;
  let at = 0;
  for (let child = 1; heap.length > 0 && child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child += 1;
    if (!before(heap[child]!, last)) break;
    heap[at] = heap[child]!;
    at = child;
  }
  if (heap.length > 0) heap[at] = last;
  return top;
}
