/**
 * A deployed state machine file made ready for the interpreter on a laptop. The files stay as they are; what is changed
 * here, and why:
 *
 * - `${Name}` becomes an address that nobody calls: every Task has a local handler.
 * - Timeouts count real seconds in the interpreter, while a Task here waits on a virtual clock for hours; and a Task
 *   without one would get 60 s. So each Task gets the longest that a timer takes, the machine none.
 * - The interpreter takes a Pass state's `Result` of null, false or 0 for absent and gives the input instead. Such a
 *   Result becomes `Parameters`, which give the same value.
 */
import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import { UnusableInput } from "../shared/errors.ts";

export interface StateDefinition {
  readonly Type: string;
  readonly Next?: string;
  readonly ResultPath?: string | null;
  readonly TimestampPath?: string;
  readonly Result?: unknown;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly IntervalSeconds?: number }[];
  readonly ItemProcessor?: MachineDefinition;
  readonly [field: string]: unknown;
}

export interface MachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly [field: string]: unknown;
}

/** setTimeout takes 2^31 − 1 ms at most and fires at once beyond. */
const LONGEST_TIMEOUT_S = 2_147_483;
const ACCOUNT = "us-east-1:000000000000";

/** The definition with every substitution filled in. Throws `UnusableInput` when the text is not JSON. */
export function substituteDefinition(text: string, source: string): MachineDefinition {
  const filled = text.replace(/\$\{(\w+)\}/g, (_, name: string) => addressOf(name));
  try {
    return JSON.parse(filled) as MachineDefinition;
  } catch (cause) {
    throw new UnusableInput(
      `${source} is not JSON: ${(cause as Error).message}. Correct it, or restore the file.`,
      { cause },
    );
  }
}

/** Throws `UnusableInput` with every fault when the definition, substituted, is not valid ASL. Takes about 0.2 s. */
export function checkDefinition(definition: MachineDefinition, source: string): void {
  try {
    // A copy: the validator changes what it is given.
    new StateMachine(structuredClone(definition) as unknown as StateMachineDefinition);
  } catch (cause) {
    throw new UnusableInput(`${source}: ${(cause as Error).message}. Correct it, or restore the file.`, {
      cause,
    });
  }
}

/** What stands for a substitution of a definition on this machine. */
export function addressOf(name: string): string {
  if (name === "Partition") return "aws";
  const service = name.endsWith("Topic") ? "sns" : "lambda";
  return service === "sns" ? `arn:aws:sns:${ACCOUNT}:${name}` : `arn:aws:lambda:${ACCOUNT}:function:${name}`;
}

/** The definition as the interpreter has to be given it. */
export function localDefinition(definition: MachineDefinition): MachineDefinition {
  const { TimeoutSeconds: _, ...rest } = definition;
  const States = Object.fromEntries(
    Object.entries(definition.States).map(([name, state]) => [name, localState(state)]),
  );
  return { ...rest, StartAt: definition.StartAt, States };
}

function localState(state: StateDefinition): StateDefinition {
  if (state.Type === "Task") return { ...state, TimeoutSeconds: LONGEST_TIMEOUT_S };
  if (state.Type === "Map" && state.ItemProcessor !== undefined)
    return { ...state, ItemProcessor: localDefinition(state.ItemProcessor) };
  if (state.Type !== "Pass" || !("Result" in state) || state.Result) return state;
  const { Result, ...rest } = state;
  return { ...rest, Parameters: Result };
}

/** Every state of the machine and of the machines inside its Maps, by name; names are unique in a file. */
export function allStates(definition: MachineDefinition): Map<string, StateDefinition> {
  const states = new Map<string, StateDefinition>();
  for (const [name, state] of Object.entries(definition.States)) {
    states.set(name, state);
    for (const [inner, innerState] of state.ItemProcessor === undefined ? [] : allStates(state.ItemProcessor))
      states.set(inner, innerState);
  }
  return states;
}

/**
 * For each Task that a Wait follows: the path in the Task's own result to the time to wait for (`closeAt`). The Wait
 * itself is passed in no time, because the Task returns only when the virtual clock is there.
 */
export function waitsAfterTasks(definition: MachineDefinition): Map<string, string> {
  const states = allStates(definition);
  const waits = new Map<string, string>();
  for (const [name, state] of states) {
    const next = state.Next === undefined ? undefined : states.get(state.Next);
    if (state.Type !== "Task" || next?.Type !== "Wait") continue;
    const base = `${state.ResultPath ?? "$"}.`;
    if (next.TimestampPath?.startsWith(base)) waits.set(name, next.TimestampPath.slice(base.length));
    else
      throw new UnusableInput(
        `State ${state.Next} waits for ${String(next.TimestampPath)}; expected a TimestampPath below ${base}, the result of the Task before it.`,
      );
  }
  return waits;
}
