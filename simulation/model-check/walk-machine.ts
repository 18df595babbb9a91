/**
 * Walks a deployed state machine file as far as the model check needs it: Tasks, Choices, Maps and Catches of `analyze-window`, in one
 * process whose every wait is a call of the model. (local/local-state-machine.ts runs the same files on an interpreter with timers
 * of its own.) Whatever else a file says throws, so that a new kind of state is not passed over in silence.
 */

type Data = Record<string, unknown>;

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly ResultPath?: string | null;
  readonly ResultSelector?: Readonly<Record<string, unknown>>;
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly ResultPath?: string;
    readonly Next: string;
  }[];
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly TimestampPath?: string;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Readonly<Record<string, string>>;
  readonly ItemProcessor?: Machine;
  readonly Result?: unknown;
  readonly Error?: string;
}

interface Rule {
  readonly Variable?: string;
  readonly IsPresent?: boolean;
  readonly IsNumeric?: boolean;
  readonly BooleanEquals?: boolean;
  readonly NumericGreaterThanEqualsPath?: string;
  readonly And?: readonly Rule[];
  readonly Next?: string;
}

/** An Amazon States Language file. */
export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** What the states of a machine ask for. */
export interface Surroundings {
  /** The step of a Task, by the state's name. */
  readonly task: (state: string, input: Data) => Promise<unknown>;
  readonly wait: (until: number) => Promise<void>;
}

/** How an execution ended: well, or by the error of its Fail state. */
export type Ended =
  | { readonly status: "SUCCEEDED"; readonly output: unknown }
  | { readonly status: "FAILED"; readonly error: string };

/** Runs a machine from its start to its end. A Retry is not walked: an error that has one is caught or fails the execution at once. */
export async function walkMachine(machine: Machine, input: unknown, around: Surroundings): Promise<Ended> {
  let name = machine.StartAt;
  let data = input as Data;
  for (;;) {
    const state = machine.States[name];
    if (state === undefined) throw new Error(`State ${name} is not in the machine.`);
    let next: string | undefined;
    try {
      const result = await enter(name, state, data, around);
      if (result.ended !== undefined) return result.ended;
      data = result.data;
      next = result.next;
    } catch (error) {
      const caught = state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes("States.ALL"));
      if (caught === undefined) throw error;
      const { name, message } = error as Error;
      data = placed(data, caught.ResultPath, { Error: name, Cause: message });
      next = caught.Next;
    }
    if (next === undefined) return { status: "SUCCEEDED", output: data };
    name = next;
  }
}

async function enter(
  name: string,
  state: State,
  data: Data,
  around: Surroundings,
): Promise<{ data: Data; next?: string | undefined; ended?: Ended }> {
  const { Next: next } = state;
  switch (state.Type) {
    case "Task":
      return { data: placed(data, state.ResultPath, selected(state, await around.task(name, data))), next };
    case "Wait":
      await around.wait(Date.parse(String(at(data, state.TimestampPath!))));
      return { data, next };
    case "Pass":
      return { data: "Result" in state ? placed(data, state.ResultPath, state.Result) : data, next };
    case "Choice":
      return { data, next: state.Choices!.find((rule) => holds(rule, data))?.Next ?? state.Default };
    case "Map":
      await eachItem(name, state, data, around);
      return { data, next };
    case "Succeed":
      return { data, ended: { status: "SUCCEEDED", output: data } };
    case "Fail":
      return { data, ended: { status: "FAILED", error: state.Error ?? "" } };
    default:
      throw new Error(`State ${name} is a ${state.Type}, which the model check does not walk.`);
  }
}

async function eachItem(name: string, state: State, data: Data, around: Surroundings): Promise<void> {
  if (state.ResultPath !== null)
    throw new Error(`Map ${name} keeps its results, which the model check does not walk.`);
  for (const item of at(data, state.ItemsPath!) as readonly unknown[]) {
    const input =
      state.ItemSelector === undefined
        ? item
        : Object.fromEntries(
            Object.entries(state.ItemSelector).map(([field, path]) => [
              field.replace(/\.\$$/, ""),
              path === "$$.Map.Item.Value" ? item : at(data, path),
            ]),
          );
    await walkMachine(state.ItemProcessor!, input, around);
  }
}

function holds(rule: Rule, data: Data): boolean {
  if (rule.And !== undefined) return rule.And.every((each) => holds(each, data));
  const value = at(data, rule.Variable!);
  if (rule.IsPresent !== undefined) return (value !== undefined) === rule.IsPresent;
  if (rule.IsNumeric !== undefined) return (typeof value === "number") === rule.IsNumeric;
  if (rule.BooleanEquals !== undefined) return value === rule.BooleanEquals;
  if (rule.NumericGreaterThanEqualsPath !== undefined)
    return (value as number) >= (at(data, rule.NumericGreaterThanEqualsPath) as number);
  throw new Error(`Choice has ${Object.keys(rule).join(", ")}, which the model check does not walk.`);
}

/** `$.plan.missing[0]` of the data. */
function at(data: Data, path: string): unknown {
  if (!/^\$(\.\w+(\[\d+\])?)*$/.test(path))
    throw new Error(`Path ${path} is more than the model check walks.`);
  let value: unknown = data;
  for (const part of path.match(/\w+/g) ?? []) value = (value as Data | undefined)?.[part];
  return value;
}

/** What a Task's ResultSelector leaves of its result: `{}` leaves nothing, and no other one is walked. */
function selected({ ResultSelector: selector }: State, result: unknown): unknown {
  if (selector === undefined) return result;
  if (Object.keys(selector).length > 0)
    throw new Error(`ResultSelector ${JSON.stringify(selector)} is more than the model check walks.`);
  return {};
}

/** The data with a result where ResultPath says; null drops it, and without one it replaces everything. */
function placed(data: Data, path: string | null | undefined, result: unknown): Data {
  if (path === null) return data;
  if (path === undefined) return JSON.parse(JSON.stringify(result ?? null)) as Data;
  const field = /^\$\.(\w+)$/.exec(path ?? "")?.[1];
  if (field === undefined) throw new Error(`ResultPath ${path} is more than the model check walks.`);
  return { ...data, [field]: JSON.parse(JSON.stringify(result ?? null)) };
}
