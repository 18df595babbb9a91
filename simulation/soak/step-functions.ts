/**
 * Executions of the STANDARD machine: the name is a lock, the definition is the one of the start, calls are throttled by
 * a bucket of tokens. Of the other machines only the start is kept.
 */
import type { ExecutionStatus, MachineName } from "../../steps/ports.ts";
import { named } from "../named.ts";
import { type Machine, walkStateMachine } from "../walk-state-machine.ts";
import type { Cloud } from "./cloud.ts";
import type { Lambda } from "./lambda.ts";

interface Execution {
  readonly input: string;
  readonly startedAt: number;
  status: ExecutionStatus;
}

export interface StepFunctionsOptions {
  /** Chance, at each state, that somebody or something aborts the execution. */
  readonly aborted: number;
}

/** StartExecution's quota outside of the largest Regions (Step Functions Developer Guide, quotas): bucket and refill a second. */
const START_BUCKET = 800;
const STARTS_A_SECOND = 150;
/** The SDK asks six times and waits longer each time (adapters/aws/client-settings.ts). */
const TRIES = 6;

export class StepFunctions {
  /** The definition that new executions get. */
  machine: Machine;
  private readonly executions = new Map<string, Execution>();
  private readonly cloud: () => Cloud;
  private readonly lambda: () => Lambda;
  private readonly options: StepFunctionsOptions;
  private tokens = START_BUCKET;
  private filledAt = Number.NEGATIVE_INFINITY;

  constructor(cloud: () => Cloud, lambda: () => Lambda, machine: Machine, options: StepFunctionsOptions) {
    this.cloud = cloud;
    this.lambda = lambda;
    this.machine = machine;
    this.options = options;
  }

  async start(machine: MachineName, name: string, input: unknown): Promise<"started" | "exists"> {
    await this.token();
    const { tally, clock } = this.cloud();
    const text = JSON.stringify(input);
    const there = this.executions.get(`${machine}/${name}`);
    tally.add("StartExecution");
    if (there !== undefined) return there.status === "RUNNING" && there.input === text ? "started" : "exists";
    const execution: Execution = { input: text, startedAt: clock.now(), status: "RUNNING" };
    this.executions.set(`${machine}/${name}`, execution);
    tally.add(`executions of ${machine}`);
    if (machine === "analyze-window") void this.run(execution);
    return "started";
  }

  status(machine: MachineName, name: string): ExecutionStatus | undefined {
    return this.executions.get(`${machine}/${name}`)?.status;
  }

  private async run(execution: Execution): Promise<void> {
    const { clock, random, tally } = this.cloud();
    const onState = () => {
      tally.add("states");
      if (random() < this.options.aborted) throw named(new Error("Stopped by an operator."), "Aborted");
    };
    const task = (state: string, input: unknown) => this.lambda().invoke(state, input);
    const ended = await walkStateMachine(this.machine, JSON.parse(execution.input), {
      until: (time) => clock.until(time),
      task,
      onState,
      pace: { now: () => clock.now(), random },
    }).then(
      () => "SUCCEEDED" as const,
      (error: Error) => (error.name === "Aborted" ? ("ABORTED" as const) : ("FAILED" as const)),
    );
    execution.status = ended;
    tally.add(`executions ${ended}`);
  }

  /** Waits and asks again as the SDK does; throws `ThrottlingException` when that did not help. */
  private async token(): Promise<void> {
    const { clock, random, tally } = this.cloud();
    for (let attempt = 0; attempt < TRIES; attempt++) {
      this.fill(clock.now());
      if (this.tokens >= 1) {
        this.tokens -= 1;
        return;
      }
      tally.add("StartExecution throttled");
      await clock.until(clock.now() + Math.round(random() * Math.min(20_000, 500 * 2 ** attempt)));
    }
    throw named(new Error("Step Functions asks to slow down (StartExecution). Try again."), "Throttled");
  }

  private fill(now: number): void {
    const since = Number.isFinite(this.filledAt) ? (now - this.filledAt) / 1000 : 0;
    this.tokens = Math.min(START_BUCKET, this.tokens + since * STARTS_A_SECOND);
    this.filledAt = now;
  }
}
