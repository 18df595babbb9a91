/**
 * Runs a deployed state machine file in this process: the interpreter does paths, choices, maps, retries and catches;
 * the Tasks are functions. Differences to Step Functions that remain: `$$.Execution.StartTime` is the real time, a
 * retry waits its first interval each time (no growth, no jitter) on the virtual clock, and nothing times out.
 */
import { ExecutionError, StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { Pause } from "./active-work.ts";
import {
  allStates,
  localDefinition,
  type MachineDefinition,
  type StateDefinition,
  waitsAfterTasks,
} from "./state-machine-definition.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What a Task state calls: JSON in, JSON out. */
export type Task = (input: unknown) => Promise<unknown>;

/** How an execution failed: the ASL name of the error and its cause, as DescribeExecution gives them. */
export class ExecutionFailed extends Error {
  readonly error: string;

  constructor(error: string, cause: string, options?: ErrorOptions) {
    super(cause, options);
    this.name = "ExecutionFailed";
    this.error = error;
  }
}

/** A state's input or output may be this large; `States.ALL` does not catch what is larger. */
const MAX_PAYLOAD_BYTES = 256 * 1024;
type Handlers = Record<string, (input: unknown) => Promise<unknown>>;

export class LocalStateMachine {
  private readonly machine: StateMachine;
  private readonly clock: VirtualClock;
  private readonly handlers: Handlers;
  private readonly atOnce: Record<string, number>;
  private readonly waits: Map<string, string>;

  /** `tasks` gives the function of a Task state by its name. Throws when a Task has none. The
   * definition is taken as valid. */
  constructor(
    definition: MachineDefinition,
    tasks: (state: string) => Task | undefined,
    clock: VirtualClock,
  ) {
    const local = localDefinition(definition);
    this.machine = new StateMachine(local as unknown as StateMachineDefinition, {
      validationOptions: { noValidate: true },
    });
    this.clock = clock;
    this.waits = waitsAfterTasks(local);
    const states = allStates(local);
    this.atOnce = Object.fromEntries([...states.keys()].map((name) => [name, 0]));
    this.handlers = Object.fromEntries(
      [...states]
        .filter(([, state]) => state.Type === "Task")
        .map(([name, state]) => [name, this.handler(name, state, tasks(name))]),
    );
  }

  /** Runs one execution to its end and gives its output. Throws `ExecutionFailed`, or `ClockStopped` when it was cut off. */
  async run(name: string, input: unknown): Promise<unknown> {
    const { atOnce, handlers } = this;
    const overrides = {
      taskResourceLocalHandlers: handlers as never,
      waitTimeOverrides: atOnce,
      retryIntervalOverrides: atOnce,
    };
    try {
      return await this.machine.run(copy(input) as never, {
        overrides,
        context: { Execution: { Name: name } } as never,
      }).result;
    } catch (error) {
      const cause = error instanceof ExecutionError ? (error.cause as Error) : (error as Error);
      if (cause.name === "ClockStopped") throw cause;
      throw new ExecutionFailed(cause.name, cause.message, { cause });
    }
  }

  private handler(
    name: string,
    state: StateDefinition,
    task: Task | undefined,
  ): (input: unknown) => Promise<unknown> {
    if (task === undefined)
      throw new Error(
        `State ${name} has no function on this machine; expected a step or a service of that name.`,
      );
    return (input) =>
      this.clock.work.run(async (pause) => {
        const result = await this.attempt(name, state, () => task(copy(input)), pause);
        const path = this.waits.get(name);
        if (path !== undefined) await pause(this.clock.until(timeAt(result, path, name)));
        return result;
      });
  }

  private async attempt(
    name: string,
    state: StateDefinition,
    task: () => Promise<unknown>,
    pause: Pause,
  ): Promise<unknown> {
    try {
      return bounded(name, await task());
    } catch (error) {
      const failure = taskError(error);
      const retrier = state.Retry?.find(
        ({ ErrorEquals }) =>
          ErrorEquals.includes(failure.name) ||
          ErrorEquals.includes("States.TaskFailed") ||
          ErrorEquals.includes("States.ALL"),
      );
      // The interpreter then tries again at once, or has tried often enough and catches.
      if (retrier !== undefined)
        await pause(this.clock.until(this.clock.now() + (retrier.IntervalSeconds ?? 1) * 1000));
      throw failure;
    }
  }
}

function copy(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

function bounded(state: string, result: unknown): unknown {
  const text = JSON.stringify(result ?? null);
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw new PayloadTooLarge(
      `The result of state ${state} has ${Buffer.byteLength(text)} bytes; Step Functions takes ${MAX_PAYLOAD_BYTES}. Put it in the store and return its key.`,
    );
  return JSON.parse(text);
}

class PayloadTooLarge extends Error {
  override readonly name = "States.DataLimitExceeded";
  readonly isRetryable = false;
  readonly isCatchable = false;
}

/**
 * An error as a state machine sees it: the class name, and as cause what Lambda reports. An error of a service
 * (`SageMaker.…`, `States.…`) keeps its own words.
 */
function taskError(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (error.name.includes(".") || error.name === "ClockStopped") return error;
  const trace = (error.stack ?? "").split("\n").slice(0, 6);
  const failure = new Error(JSON.stringify({ errorType: error.name, errorMessage: error.message, trace }), {
    cause: error,
  });
  failure.name = error.name;
  return failure;
}

function timeAt(result: unknown, path: string, state: string): number {
  let value: unknown = result;
  for (const name of path.split(".")) value = (value as Record<string, unknown> | null | undefined)?.[name];
  const time = Date.parse(String(value));
  if (Number.isNaN(time))
    throw new Error(
      `State ${state} gave ${path} = ${JSON.stringify(value)}; expected an ISO 8601 time to wait for.`,
    );
  return time;
}
