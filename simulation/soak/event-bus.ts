import { seededRandom } from "../../shared/random.ts";
import type { CaptureQueue } from "./capture-queue.ts";
import type { Cloud } from "./cloud.ts";

/** What becomes of events, as shares of them. */
export interface DeliveryFaults {
  readonly lost: number;
  readonly duplicated: number;
  /** Minutes to hours late, and `veryLate` of these up to `latestMs`. */
  readonly late: number;
  readonly veryLate: number;
  readonly latestMs: number;
  /** Share of events that arrive in the shape of an S3 notification. */
  readonly notifications: number;
}

const HOUR_MS = 3_600_000;
/** "typically in seconds but can sometimes take a minute or longer" (S3 User Guide, EventNotifications). */
const USUAL_DELAY_MS = 2_000;
const SLOW_DELAY_MS = 90_000;
const SLOW = 0.03;

export interface CreatedObject {
  readonly bucket: string;
  readonly key: string;
  readonly size: number;
  /** Counts the objects of the bucket: events about one key are told apart by it. */
  readonly sequence: number;
}

/**
 * EventBridge between the capture bucket and the queue. Each event has its own dice, so that what befalls it does not
 * depend on the others.
 */
export class EventBus {
  /** Whether the rule is on. */
  on = true;
  private readonly cloud: Cloud;
  private readonly queue: CaptureQueue;
  private readonly faults: DeliveryFaults;
  private readonly seed: number;

  constructor(cloud: Cloud, queue: CaptureQueue, faults: DeliveryFaults, seed: number) {
    this.cloud = cloud;
    this.queue = queue;
    this.faults = faults;
    this.seed = seed;
  }

  created(object: CreatedObject): void {
    const { tally } = this.cloud;
    const random = seededRandom(this.seed ^ numberOf(object.key) ^ object.sequence);
    tally.add("events");
    const lost = random() < this.faults.lost;
    if (!this.on || lost) {
      tally.add(this.on ? "event lost" : "event lost while the rule was off");
      return;
    }
    const body = random() < this.faults.notifications ? notification(object) : eventBridge(object);
    void this.deliver(body, this.delay(random));
    if (random() >= this.faults.duplicated) return;
    tally.add("event duplicated");
    void this.deliver(body, this.delay(random));
  }

  private delay(random: () => number): number {
    const { late, veryLate, latestMs } = this.faults;
    const { tally } = this.cloud;
    if (random() < late) {
      const very = random() < veryLate;
      tally.add(very ? "event hours or days late" : "event late");
      return very ? HOUR_MS + random() * (latestMs - HOUR_MS) : 120_000 + random() * 2 * HOUR_MS;
    }
    const mean = random() < SLOW ? SLOW_DELAY_MS : USUAL_DELAY_MS;
    return -Math.log(1 - random()) * mean;
  }

  private async deliver(body: unknown, delay: number): Promise<void> {
    const { clock } = this.cloud;
    await clock.until(clock.now() + Math.round(delay));
    this.queue.send(body);
  }
}

const eventBridge = ({ bucket, key, size, sequence }: CreatedObject) => ({
  version: "0",
  "detail-type": "Object Created",
  source: "aws.s3",
  detail: {
    version: "0",
    "event-version": "1.2",
    bucket: { name: bucket },
    object: { key, size, sequencer: sequence.toString(16).padStart(16, "0") },
    reason: "PutObject",
  },
});

const notification = ({ bucket, key, size }: CreatedObject) => ({
  Records: [
    {
      eventVersion: "2.6",
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: {
        s3SchemaVersion: "1.0",
        bucket: { name: bucket },
        object: { key: encodeURIComponent(key), size },
      },
    },
  ],
});

/** FNV-1a. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
