import { readFileSync } from "node:fs";
import { ExecutionFailed, LocalStateMachine, type Task } from "../../local/local-state-machine.ts";
import { type MachineDefinition, substituteDefinition } from "../../local/state-machine-definition.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import type { MachineName } from "../../steps/ports.ts";

/** A Task of a test: what it returns, or a function of its input and of how often it was called before. */
export type Tasks = Readonly<Record<string, unknown>>;

export interface MachineRun {
  /** Names of the Tasks in the order of their calls. */
  readonly called: readonly string[];
  /** The inputs of each Task's calls. */
  readonly inputs: Readonly<Record<string, readonly Record<string, unknown>[]>>;
  readonly output: unknown;
  readonly failure: ExecutionFailed | undefined;
  readonly endedAt: number;
}

export const START = Date.parse("2001-02-16T09:00:00Z");

export function deployedDefinition(machine: MachineName): MachineDefinition {
  const file = new URL(`../../statemachines/${machine}.asl.json`, import.meta.url);
  return substituteDefinition(readFileSync(file, "utf8"), file.pathname);
}

/** Runs a machine with the tasks of a test, and the clock a week on; a Task that the test does not name returns {}. */
export async function runMachine(
  definition: MachineDefinition,
  input: unknown,
  tasks: Tasks = {},
  name = "run-1",
): Promise<MachineRun> {
  const clock = new VirtualClock(START);
  const called: string[] = [];
  const inputs: Record<string, Record<string, unknown>[]> = {};
  const task =
    (state: string): Task =>
    async (given) => {
      called.push(state);
      const before = (inputs[state] ??= []);
      before.push(given as Record<string, unknown>);
      const answer = tasks[state] ?? {};
      return typeof answer === "function" ? answer(given, before.length - 1) : answer;
    };
  const machine = new LocalStateMachine(definition, task, clock);
  let endedAt = Number.NaN;
  const run = machine.run(name, input).then(
    (output) => ({ output, failure: undefined }),
    (failure: unknown) => {
      if (failure instanceof ExecutionFailed) return { output: undefined, failure };
      throw failure;
    },
  );
  void run.then(() => {
    endedAt = clock.now();
  });
  await clock.runTo(START + 7 * 86_400_000);
  return { called, inputs, ...(await run), endedAt };
}

/** An error of that name, as a step throws it. */
export function thrown(name: string, message = "no"): () => never {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}
