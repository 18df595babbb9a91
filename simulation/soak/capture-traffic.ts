/**
 * What SageMaker does: every instance of an endpoint writes a file a minute, named by its first record, which lands a
 * little later, sometimes much later; some are written twice, some changed, some empty.
 */
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { seededRandom } from "../../shared/random.ts";
import { captureLines, type LineFaults } from "./capture-lines.ts";
import type { Cloud } from "./cloud.ts";
import { type EventBus, numberOf } from "./event-bus.ts";

export const BUCKET = "captures";
export const PREFIX = "datacapture";
export const VARIANT = "AllTraffic";

export interface EndpointTraffic {
  readonly endpoint: string;
  /** Instances that answer at a time. */
  instances(time: number): number;
  /** A file holds the records of so long; 60 s under continuous traffic. */
  readonly flushMs: number;
  readonly records: { readonly least: number; readonly most: number };
  /** What column `units` is raised by at a time. */
  shift(time: number): number;
  /** When a file whose records ended at a time lands, where that is not a few seconds later. */
  landsAt?(time: number): number | undefined;
}

/** Shares of files. */
export interface FileFaults {
  readonly empty: number;
  /** Lands after minutes to two hours, after hours, after days up to `latestMs`, later than anything is waited for. */
  readonly minutesLate: number;
  readonly hoursLate: number;
  readonly daysLate: number;
  readonly latestMs: number;
  readonly tooLate: number;
  readonly tooLateMs: number;
  /** Written again: the same bytes, or others. */
  readonly again: number;
  readonly replaced: number;
}

export interface TrafficOptions {
  readonly seed: number;
  readonly start: number;
  readonly end: number;
  readonly files: FileFaults;
  readonly lines: LineFaults;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Two files under continuous traffic lay 60.03 s apart (design notes, 2026). */
const DRIFT_MS = 30;

export class CaptureTraffic {
  /** When each object landed first. */
  readonly landed = new Map<string, number>();
  private readonly cloud: Cloud;
  private readonly bus: EventBus;
  private readonly options: TrafficOptions;
  private sequence = 0;

  constructor(cloud: Cloud, bus: EventBus, options: TrafficOptions) {
    this.cloud = cloud;
    this.bus = bus;
    this.options = options;
  }

  /** Lets every instance that an endpoint ever has write until the end. */
  begin(traffic: EndpointTraffic, mostInstances: number): void {
    for (let instance = 0; instance < mostInstances; instance++) void this.write(traffic, instance);
  }

  private async write(traffic: EndpointTraffic, instance: number): Promise<void> {
    const { seed, start, end } = this.options;
    const random = seededRandom(seed ^ numberOf(`${traffic.endpoint}/${instance}`));
    const step = traffic.flushMs + DRIFT_MS;
    for (let time = start + Math.floor(random() * step); time < end; time += step) {
      await this.cloud.clock.until(time);
      if (instance < traffic.instances(time)) this.file(traffic, time, random);
    }
  }

  private file(traffic: EndpointTraffic, time: number, random: () => number): void {
    const { files } = this.options;
    const { endpoint, flushMs } = traffic;
    const id = Math.floor(random() * 2 ** 48).toString(16);
    const key = captureKeyOf({ prefix: PREFIX, endpoint, variant: VARIANT, time, id });
    const body = random() < files.empty ? "" : this.body(traffic, time, random);
    const landsAt = traffic.landsAt?.(time) ?? time + flushMs + this.lag(random);
    void this.land(key, body, landsAt);
    if (random() < files.again) void this.land(key, body, landsAt + random() * 3 * HOUR_MS, "files again");
    if (random() < files.replaced) {
      const after = random() < 0.5 ? random() * 10 * MINUTE_MS : random() * 6 * HOUR_MS;
      void this.land(key, this.body(traffic, time, random), landsAt + after, "files replaced");
    }
  }

  private body(traffic: EndpointTraffic, time: number, random: () => number): string {
    const { least, most } = traffic.records;
    const count = least + Math.floor(random() * (most - least + 1));
    const rest = Array.from({ length: count - 1 }, () => time + Math.floor(random() * traffic.flushMs));
    const times = [time, ...rest.sort((a, b) => a - b)];
    const lines = captureLines({ times, shift: traffic.shift(time) }, random, this.options.lines);
    return lines.map((line) => `${line}\n`).join("");
  }

  private lag(random: () => number): number {
    const { minutesLate, hoursLate, daysLate, latestMs, tooLate, tooLateMs } = this.options.files;
    const { tally } = this.cloud;
    const late = random();
    const kinds = [
      ["files minutes late", minutesLate, () => 8 * MINUTE_MS + random() * 2 * HOUR_MS],
      ["files hours late", hoursLate, () => 2 * HOUR_MS + random() * 0.2 * latestMs],
      ["files days late", daysLate, () => latestMs * (0.2 + 0.8 * random())],
      ["files too late", tooLate, () => tooLateMs + random() * HOUR_MS],
    ] as const;
    let above = 0;
    for (const [name, share, lag] of kinds)
      if (late < (above += share)) {
        tally.add(name);
        return lag();
      }
    return -Math.log(1 - random()) * 5_000;
  }

  private async land(key: string, body: string, time: number, what = "files"): Promise<void> {
    const { clock, captures, tally } = this.cloud;
    await clock.until(Math.round(time));
    await captures.put(key, body);
    if (!this.landed.has(key)) this.landed.set(key, clock.now());
    tally.add(what);
    const sequence = this.sequence++;
    this.bus.created({ bucket: BUCKET, key, size: body.length, sequence });
  }
}
