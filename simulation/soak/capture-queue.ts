/**
 * The queue of capture events with its function, as resources/queue.cjs and serverless.yml have them: batches of ten or
 * of what came within 20 s, so many at once, five receives, then the dead-letter queue. A message that failed is seen
 * again when its visibility has run out, and seldom one that did not fail.
 */
import type { Cloud } from "./cloud.ts";
import type { Lambda } from "./lambda.ts";

export interface QueueOptions {
  readonly maximumConcurrency: number;
  /** CPU of one file: what it takes beside the calls. */
  readonly serviceMs: number;
  /** Chance that the queue gives a message again that was done. */
  readonly twice: number;
}

interface Message {
  readonly body: unknown;
  since: number;
  receives: number;
}

const STEP = "profile-capture-file";
const BATCH = 10;
const WINDOW_MS = 20_000;
const VISIBILITY_MS = 6 * 300_000 + WINDOW_MS;
const MAX_RECEIVES = 5;

export class CaptureQueue {
  readonly deadLetters: unknown[] = [];
  /** Messages that nobody has looked at yet, at most. */
  longest = 0;
  /** From when a message could be seen to when a function got it. */
  longestWaitMs = 0;
  private readonly cloud: Cloud;
  private readonly lambda: Lambda;
  private readonly options: QueueOptions;
  private waiting: Message[] = [];
  private head = 0;
  private active = 0;
  private timer = false;

  constructor(cloud: Cloud, lambda: Lambda, options: QueueOptions) {
    this.cloud = cloud;
    this.lambda = lambda;
    this.options = options;
  }

  send(body: unknown): void {
    this.give({ body, since: 0, receives: 0 });
  }

  /** An operator gives the dead letters back. */
  redrive(): void {
    for (const body of this.deadLetters.splice(0)) {
      this.cloud.tally.add("dead letters given back");
      this.send(body);
    }
  }

  private give(message: Message): void {
    message.since = this.cloud.clock.now();
    this.waiting.push(message);
    this.longest = Math.max(this.longest, this.waiting.length - this.head);
    this.pump();
  }

  private pump(): void {
    const { clock } = this.cloud;
    while (this.active < this.options.maximumConcurrency) {
      const count = this.waiting.length - this.head;
      if (count === 0) return;
      const due = this.waiting[this.head]!.since + WINDOW_MS;
      if (count < BATCH && clock.now() < due) {
        if (!this.timer) {
          this.timer = true;
          void clock.until(due).then(() => {
            this.timer = false;
            this.pump();
          });
        }
        return;
      }
      void this.receive(this.take());
    }
  }

  private take(): Message[] {
    const batch = this.waiting.slice(this.head, this.head + BATCH);
    this.head += batch.length;
    if (this.head > 10_000) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
    return batch;
  }

  private async receive(batch: readonly Message[]): Promise<void> {
    const { clock, random, tally } = this.cloud;
    this.active += 1;
    const seenAgain = clock.now() + VISIBILITY_MS;
    for (const message of batch) message.receives += 1;
    this.longestWaitMs = Math.max(this.longestWaitMs, clock.now() - batch[0]!.since);
    tally.add("messages received", batch.length);
    // Who dies gives nothing back: the whole batch comes again.
    const failed = await this.process(batch).catch(() => [...batch]);
    for (const message of batch)
      if (failed.includes(message)) void this.again(message, seenAgain);
      else if (random() < this.options.twice) {
        tally.add("fault messageTwice");
        void this.again(message, seenAgain);
      }
    this.active -= 1;
    this.pump();
  }

  /** Each message by itself, as functions/each-message.ts does it; gives those that failed. */
  private process(batch: readonly Message[]): Promise<Message[]> {
    return this.lambda.run(STEP, async (ports, release, sandbox) => {
      const failed: Message[] = [];
      for (const message of batch) {
        await sandbox.pause(this.options.serviceMs);
        await release.steps[STEP]!(ports, message.body as never).catch((error: Error) => {
          sandbox.told(error);
          failed.push(message);
        });
      }
      return failed;
    });
  }

  private async again(message: Message, time: number): Promise<void> {
    await this.cloud.clock.until(time);
    if (message.receives < MAX_RECEIVES) this.give(message);
    else {
      this.cloud.tally.add("dead letters");
      this.deadLetters.push(message.body);
    }
  }
}
