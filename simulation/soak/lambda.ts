/**
 * The account's functions: sandboxes that are kept warm, die, and are replaced when code is deployed; at most so many at
 * once. A deployment replaces the functions one after another while others run.
 */
import type { Ports } from "../../steps/ports.ts";
import { named } from "../named.ts";
import type { Cloud } from "./cloud.ts";
import type { Release } from "./releases.ts";
import { Sandbox } from "./sandbox.ts";

export interface LambdaOptions {
  /** Sandboxes of the account that run at once; 1,000 unless AWS was asked for more. */
  readonly concurrency: number;
  /** Chance that an invocation is throttled by the service, and that a warm sandbox has been taken away. */
  readonly throttled: number;
  readonly recycled: number;
}

/** serverless.yml; 60 s where it says nothing. */
const TIMEOUT_S: Readonly<Record<string, number>> = {
  "profile-capture-file": 300,
  "close-window": 300,
  "merge-profiles": 300,
  "analyze-window": 300,
  "sweep-windows": 900,
};
const COLD_START_MS = 400;
const OVERHEAD_MS = 15;

export class Lambda {
  /** The step whose function may do nothing at the moment. */
  denied: string | undefined;
  private readonly cloud: Cloud;
  private readonly options: LambdaOptions;
  private readonly warm = new Map<string, Sandbox[]>();
  private readonly deployed = new Map<string, Release>();
  private release: Release;
  private running = 0;

  constructor(cloud: Cloud, options: LambdaOptions, release: Release) {
    this.cloud = cloud;
    this.options = options;
    this.release = release;
  }

  /** Replaces the functions one by one, in any order, within `ms`. */
  deploy(release: Release, ms: number): void {
    const { clock, random, tally } = this.cloud;
    this.release = release;
    for (const step of Object.keys(release.steps)) {
      this.deployed.set(step, this.deployed.get(step) ?? this.releaseOf(step));
      void clock.until(clock.now() + Math.round(random() * ms)).then(() => this.deployed.set(step, release));
    }
    tally.add("deployments");
  }

  /** Calls a step once. Rejects with its error, or with that of the service. */
  invoke(step: string, input: unknown): Promise<unknown> {
    return this.run(step, (ports, release) => release.steps[step]!(ports, input as never));
  }

  /** Runs `code` in a sandbox of a step's function. */
  async run<T>(
    step: string,
    code: (ports: Ports, release: Release, sandbox: Sandbox) => Promise<T>,
  ): Promise<T> {
    const { random, tally } = this.cloud;
    if (this.running >= this.options.concurrency || random() < this.options.throttled) {
      tally.add("fault invocationThrottled");
      throw named(new Error("Rate exceeded."), "Lambda.TooManyRequestsException");
    }
    this.running += 1;
    tally.add("invocations");
    const { sandbox, cold } = this.sandbox(step);
    const { release } = sandbox;
    try {
      return await sandbox.run((TIMEOUT_S[step] ?? 60) * 1000, async (ports) => {
        await sandbox.pause(OVERHEAD_MS + (cold ? COLD_START_MS : 0));
        if (step === this.denied) {
          tally.add("fault denied");
          throw new release.errors.UnusableInput("Got 403 (AccessDenied).");
        }
        return code(ports, release, sandbox);
      });
    } finally {
      this.running -= 1;
      if (!sandbox.dead) this.warm.get(step)!.push(sandbox);
    }
  }

  private sandbox(step: string): { sandbox: Sandbox; cold: boolean } {
    const warm = this.warm.get(step) ?? [];
    this.warm.set(step, warm);
    const release = this.releaseOf(step);
    for (let found = warm.pop(); found !== undefined; found = warm.pop())
      if (found.release === release && this.cloud.random() >= this.options.recycled)
        return { sandbox: found, cold: false };
    return { sandbox: new Sandbox(this.cloud, release), cold: true };
  }

  private releaseOf(step: string): Release {
    return this.deployed.get(step) ?? this.release;
  }
}
