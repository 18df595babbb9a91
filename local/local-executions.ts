import { readFile } from "node:fs/promises";
import type { DiskExecutions, ExecutionRecord } from "../adapters/disk/disk-executions.ts";
import type { ExecutionStatus, Executions, MachineName } from "../steps/ports.ts";
import { ExecutionFailed, LocalStateMachine, type Task } from "./local-state-machine.ts";
import { checkDefinition, substituteDefinition } from "./state-machine-definition.ts";
import { ClockStopped, type VirtualClock } from "./virtual-clock.ts";

/** How an execution ended. */
export interface EndedExecution {
  readonly machine: MachineName;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly error: ExecutionRecord["error"];
}

export interface LocalExecutionsOptions {
  readonly records: DiskExecutions;
  readonly clock: VirtualClock;
  /** The function of a Task state by its name. */
  readonly tasks: (state: string) => Task | undefined;
  /** Folder of the `.asl.json` files; the deployed ones where nothing is said. */
  readonly definitions?: URL;
  readonly onEnd?: (ended: EndedExecution) => void;
}

const DEPLOYED = new URL("../statemachines/", import.meta.url);

/** Executions that run in this process, each machine built once. The names are locks among all processes of the folder. */
export class LocalExecutions implements Executions {
  private readonly options: LocalExecutionsOptions;
  private readonly machines = new Map<MachineName, Promise<LocalStateMachine>>();
  private readonly running = new Set<Promise<void>>();

  constructor(options: LocalExecutionsOptions) {
    this.options = options;
  }

  async start(machine: MachineName, name: string, input: unknown): Promise<"started" | "exists"> {
    const outcome = await this.options.records.open(machine, name, input);
    if (outcome === "created") this.launch(machine, name, input);
    return outcome === "created" ? "started" : outcome;
  }

  status(machine: MachineName, name: string): Promise<ExecutionStatus | undefined> {
    return this.options.records.status(machine, name);
  }

  /** Starts what processes without an engine have queued. */
  async takeQueued(): Promise<void> {
    for await (const { machine, name, input } of this.options.records.takeQueued())
      this.launch(machine, name, input);
  }

  /** Resolves when every execution waits for the clock or has ended. */
  idle(): Promise<void> {
    return this.options.clock.work.idle();
  }

  /** Resolves when every execution has ended or, after the clock was stopped, was given back to the queue. */
  async ended(): Promise<void> {
    while (this.running.size > 0) await Promise.all(this.running);
  }

  private launch(machine: MachineName, name: string, input: unknown): void {
    const run = this.run(machine, name, input).finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async run(machine: MachineName, name: string, input: unknown): Promise<void> {
    const { records, clock, onEnd } = this.options;
    const outcome = await clock.work
      .run(() => this.machine(machine))
      .then((runner) => runner.run(name, input))
      .then(() => ({ status: "SUCCEEDED" as const, error: null }), failureOf);
    await clock.work.run(async () => {
      if (outcome === "stopped") return records.requeue(machine, name);
      await records.close(machine, name, outcome.status, outcome.error);
      onEnd?.({ machine, name, ...outcome });
    });
  }

  private machine(name: MachineName): Promise<LocalStateMachine> {
    const known = this.machines.get(name);
    if (known !== undefined) return known;
    const file = new URL(`${name}.asl.json`, this.options.definitions ?? DEPLOYED);
    const { tasks, clock } = this.options;
    const built = readFile(file, "utf8").then((text) => {
      const definition = substituteDefinition(text, file.pathname);
      checkDefinition(definition, file.pathname);
      return new LocalStateMachine(definition, tasks, clock);
    });
    this.machines.set(name, built);
    return built;
  }
}

function failureOf(thrown: unknown): "stopped" | { status: "FAILED"; error: ExecutionRecord["error"] } {
  if (thrown instanceof ClockStopped) return "stopped";
  if (thrown instanceof ExecutionFailed)
    return { status: "FAILED", error: { error: thrown.error, cause: thrown.message } };
  const error = thrown as Error;
  return { status: "FAILED", error: { error: "States.Runtime", cause: error.message } };
}
