/** A simulated account: buckets, bus, queue, functions, executions, a schedule, people who deploy; and what they did. */
import type { VirtualClock } from "../../local/virtual-clock.ts";
import { seededRandom } from "../../shared/random.ts";
import type {
  MetricDatum,
  ObjectStore,
  PlumblineEvent,
  PutCondition,
  PutOutcome,
} from "../../steps/ports.ts";
import { MemoryObjectStore } from "../memory-object-store.ts";
import { CaptureQueue, type QueueOptions } from "./capture-queue.ts";
import type { Cloud } from "./cloud.ts";
import { type DeliveryFaults, EventBus } from "./event-bus.ts";
import type { CallFaults } from "./faults.ts";
import { Lambda, type LambdaOptions } from "./lambda.ts";
import type { Release } from "./releases.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { StepFunctions, type StepFunctionsOptions } from "./step-functions.ts";
import { Tally } from "./tally.ts";
import { WorkWatch } from "./work-watch.ts";

export interface AccountOptions {
  readonly seed: number;
  readonly start: number;
  readonly release: Release;
  readonly calls: CallFaults;
  readonly delivery: DeliveryFaults;
  readonly queue: QueueOptions;
  readonly lambda: LambdaOptions;
  readonly stepFunctions: StepFunctionsOptions;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The schedule of the stack: cron(25 * * * ? *), within five minutes. */
const SWEEP_MS = 25 * MINUTE_MS;
const FLEXIBLE_MS = 5 * MINUTE_MS;
/** Lambda tries an asynchronous invocation again after a minute (serverless.yml: maximumRetryAttempts 1). */
const RETRY_MS = MINUTE_MS;
/** The lifecycle of partials (resources/storage.cjs). */
const PARTIALS_LIVE_MS = 14 * DAY_MS;
const DEPLOYMENT_MS = 90_000;

export class Account implements Cloud {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly faults: CallFaults;
  readonly tally = new Tally();
  readonly captures: MemoryObjectStore;
  readonly work: MemoryObjectStore;
  readonly executions: StepFunctions;
  readonly lambda: Lambda;
  readonly queue: CaptureQueue;
  readonly bus: EventBus;
  readonly watch: WorkWatch;
  /** Whether the schedule of the sweep is on. */
  sweeping = true;
  private readonly options: AccountOptions;

  constructor(options: AccountOptions) {
    this.options = options;
    const { seed, start, release, queue, lambda, delivery, stepFunctions } = options;
    this.clock = simulatedClock(start);
    // S3's LastModified is in whole seconds.
    const seconds = () => Math.floor(this.clock.now() / 1000) * 1000;
    this.captures = new MemoryObjectStore("s3://captures", seconds);
    this.work = new MemoryObjectStore("s3://work", seconds);
    this.random = seededRandom(seed);
    this.faults = options.calls;
    this.lambda = new Lambda(this, lambda, release);
    this.executions = new StepFunctions(
      () => this,
      () => this.lambda,
      release.machine,
      stepFunctions,
    );
    this.queue = new CaptureQueue(this, this.lambda, queue);
    this.bus = new EventBus(this, this.queue, delivery, seed);
    this.watch = new WorkWatch(this.clock, this.tally);
    void this.sweepHourly();
    void this.expireDaily();
  }

  async put(
    bucket: ObjectStore,
    key: string,
    body: Uint8Array | string,
    condition: PutCondition | undefined,
  ): Promise<PutOutcome> {
    // Nobody reads them here, and thirty days of them are gigabytes.
    const kept = key.endsWith(".html") ? "" : body;
    const outcome = await bucket.put(key, kept, condition);
    if (outcome.written && bucket === this.work) this.watch.onPut(key, kept);
    return outcome;
  }

  onBug(error: Error): void {
    const text = String(error.stack).slice(0, 500);
    if (!this.watch.faults.includes(text)) this.watch.faults.push(text);
  }

  onMetrics(namespace: string, datums: readonly MetricDatum[]): void {
    this.watch.onMetrics(namespace, datums);
  }

  onEvents(events: readonly PlumblineEvent[]): void {
    this.watch.onEvents(events);
  }

  /** From now on this release: functions one by one, the machine for whatever is started. */
  deploy(release: Release): void {
    this.lambda.deploy(release, DEPLOYMENT_MS);
    this.executions.machine = release.machine;
  }

  /** Something that happens at a time, such as a weekend's beginning. */
  at(time: number, what: () => void): void {
    void this.clock.until(time).then(what);
  }

  private async sweepHourly(): Promise<void> {
    for (let hour = this.options.start; ; hour += HOUR_MS) {
      await this.clock.until(hour + SWEEP_MS + Math.round(this.random() * FLEXIBLE_MS));
      if (this.sweeping) void this.sweep();
    }
  }

  private async sweep(): Promise<void> {
    const once = () => {
      const begun = this.clock.now();
      return this.lambda.invoke("sweep-windows", {}).then(() => {
        this.tally.add("sweeps");
        this.watch.longestSweepMs = Math.max(this.watch.longestSweepMs, this.clock.now() - begun);
      });
    };
    await once().catch(async (error: Error) => {
      this.tally.add(`sweeps failed by ${error.name}`);
      await this.clock.until(this.clock.now() + RETRY_MS);
      await once().catch(() => this.tally.add("sweeps failed twice"));
    });
  }

  private async expireDaily(): Promise<void> {
    for (let day = this.options.start; ; day += DAY_MS) {
      await this.clock.until(day);
      for (const key of this.watch.partialsBefore(day - PARTIALS_LIVE_MS)) {
        await this.work.delete(key);
        this.tally.add("partials expired");
      }
    }
  }
}
