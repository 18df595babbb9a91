/**
 * One Lambda sandbox: ports that answer after a while, and sometimes do not. What a release keeps in memory it keeps for
 * each sandbox, because the ports are the sandbox's own.
 */
import type { ObjectStore, Ports, PutCondition, PutOutcome, StoredObject } from "../../steps/ports.ts";
import { named } from "../named.ts";
import type { Cloud } from "./cloud.ts";
import { type CallFault, strike } from "./faults.ts";
import type { Release } from "./releases.ts";

const KEYS_A_PAGE = 1000;
/** S3 and Step Functions answer small requests within some tens of milliseconds. */
const LATENCY_MS = { least: 8, most: 30 };
const SLOW_MS = { least: 20_000, most: 400_000 };
/** Clocks of sandboxes differ by less than the minute that the steps allow for. */
const CLOCK_SKEW_MS = 20_000;

const BUGS = new Set(["TypeError", "RangeError", "ReferenceError", "SyntaxError"]);

export class Sandbox {
  readonly release: Release;
  readonly ports: Ports;
  dead = false;
  private readonly cloud: Cloud;
  private readonly skew: number;
  private deadline = Number.POSITIVE_INFINITY;
  private die: (error: Error) => void = () => undefined;

  constructor(cloud: Cloud, release: Release) {
    this.cloud = cloud;
    this.release = release;
    this.skew = Math.round((cloud.random() - 0.5) * CLOCK_SKEW_MS);
    const bucket = this.store(cloud.captures);
    this.ports = {
      work: this.store(cloud.work),
      captures: () => bucket,
      metrics: {
        put: (namespace, datums) =>
          this.twiceWhenLost(() => {
            cloud.onMetrics(namespace, datums);
            return 0;
          }),
      },
      traffic: {
        invocations: () => this.call(() => undefined),
        errors: () => this.call(() => undefined),
      },
      deployments: { current: () => this.call(() => ({ ok: false, reason: "nobody tells" })) },
      executions: {
        start: (machine, name, input) =>
          this.twiceWhenLost(() => cloud.executions.start(machine, name, input)),
        status: (machine, name) => this.call(() => cloud.executions.status(machine, name)),
      },
      trainingJobs: { describe: async () => undefined, stop: async () => undefined },
      events: { put: (events) => this.twiceWhenLost(() => cloud.onEvents(events)) },
      clock: { now: () => cloud.clock.now() + this.skew },
      sensitiveKey: "soak",
    };
  }

  /** Runs code that uses this sandbox's ports. Rejects with what it throws, or when the sandbox dies under it. */
  run<T>(timeoutMs: number, code: (ports: Ports) => Promise<T>): Promise<T> {
    this.deadline = this.cloud.clock.now() + timeoutMs;
    const died = new Promise<never>((_, reject) => {
      this.die = (error) => {
        this.dead = true;
        reject(error);
      };
    });
    return Promise.race([code(this.ports), died]).catch((error: Error) => {
      this.told(error);
      throw error;
    });
  }

  /** A bug of the code (or of this simulator) must not pass for a fault of the world. */
  told(error: Error): void {
    if (BUGS.has(error.name)) this.cloud.onBug(error);
  }

  /** Nobody but this sandbox hears of what happens in it after its death. */
  async pause(ms: number): Promise<void> {
    const { clock } = this.cloud;
    await clock.until(clock.now() + Math.round(ms));
    if (!this.dead && clock.now() >= this.deadline) this.end("Sandbox.Timedout");
    if (this.dead) await new Promise(() => undefined);
  }

  private end(name: string): void {
    this.cloud.tally.add(`died ${name}`);
    this.die(named(new Error("The sandbox is gone."), name));
  }

  private async call<T>(
    effect: () => T | Promise<T>,
    whenLost = (answer: T): T | Promise<T> => answer,
  ): Promise<T> {
    const { random, faults, tally } = this.cloud;
    const fault = strike(faults, random, tally);
    const { least, most } = fault === "slow" ? SLOW_MS : LATENCY_MS;
    await this.pause(least + random() * (most - least));
    await this.before(fault);
    const answer = await this.own(effect);
    await this.after(fault);
    return fault === "answerLost" ? this.own(() => whenLost(answer)) : answer;
  }

  private twiceWhenLost<T>(effect: () => T | Promise<T>): Promise<T> {
    return this.call(effect, effect);
  }

  private async before(fault: CallFault | undefined): Promise<void> {
    const { Throttled } = this.release.errors;
    if (fault === "throttled") throw new Throttled("The service asks to slow down. Try again.");
    if (fault === "slowDown") throw new Throttled("S3 asks to slow down (SlowDown). Try again.");
    if (fault === "internalError" && this.cloud.random() < 0.5) throw this.internalError();
    if (fault === "killedBefore") await this.killed();
  }

  private async after(fault: CallFault | undefined): Promise<void> {
    if (fault === "internalError") throw this.internalError();
    if (fault === "killedAfter") await this.killed();
  }

  private internalError(): Error {
    return named(new Error("We encountered an internal error."), this.release.serverError);
  }

  private killed(): Promise<never> {
    this.end("Runtime.ExitError");
    return new Promise(() => undefined);
  }

  /** Errors of the ports are of the classes that the release knows. */
  private async own<T>(effect: () => T | Promise<T>): Promise<T> {
    try {
      return await effect();
    } catch (error) {
      const { name, message } = error as Error;
      const known = this.release.errors[name as keyof Release["errors"]];
      throw known === undefined ? error : new known(message);
    }
  }

  private store(bucket: ObjectStore): ObjectStore {
    const put = (key: string, body: Uint8Array | string, condition?: PutCondition) =>
      this.call(
        () => this.cloud.put(bucket, key, body, condition),
        // The second try of the SDK: a condition that held does not hold any more.
        (first): PutOutcome | Promise<PutOutcome> =>
          condition === undefined ? first : this.cloud.put(bucket, key, body, condition),
      );
    const page = (prefix: string, startAfter: string) =>
      this.call(() => firstKeys(bucket.list(prefix, { startAfter })));
    return {
      name: bucket.name,
      get: (key) => this.call(() => bucket.get(key)),
      head: (key) => this.call(() => bucket.head(key)),
      range: (key, start, end) => this.call(() => bucket.range(key, start, end)),
      delete: (key) => this.call(() => bucket.delete(key)),
      put,
      stream: (key) => pieces(this.call(() => firstPiece(bucket.stream(key)))),
      list: (prefix, options) => pages((after) => page(prefix, after), options?.startAfter ?? ""),
    };
  }
}

async function firstPiece(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  for await (const piece of stream) return piece;
  return new Uint8Array(0);
}

async function* pieces(piece: Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await piece;
}

async function firstKeys(objects: AsyncIterable<StoredObject>): Promise<StoredObject[]> {
  const page: StoredObject[] = [];
  for await (const object of objects) {
    page.push(object);
    if (page.length === KEYS_A_PAGE) break;
  }
  return page;
}

async function* pages(
  read: (startAfter: string) => Promise<StoredObject[]>,
  startAfter: string,
): AsyncGenerator<StoredObject> {
  for (let after = startAfter; ; ) {
    const page = await read(after);
    yield* page;
    if (page.length < KEYS_A_PAGE) return;
    after = page.at(-1)!.key;
  }
}
