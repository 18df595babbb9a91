/**
 * Walks a deployed state machine file for the soak and the model check: the Amazon States Language as far as the file uses it, and
 * a refusal of everything else. (local/local-state-machine.ts runs the same files on an interpreter with timers of its own.)
 */
import { named } from "./named.ts";

export interface Walk {
  readonly until: (time: number) => Promise<void>;
  /** Calls the function of a Task state: JSON in, JSON out. */
  readonly task: (state: string, input: unknown) => Promise<unknown>;
  /** Told before each state; what it throws ends the execution. */
  readonly onState?: (state: string) => void;
  /**
   * With it retries back off and jitter as the file says, and a Map's children start in moments, as many at once as the file says.
   * Without it an error is not tried again, and a Map's children run at once and one after the other.
   */
  readonly pace?: { readonly now: () => number; readonly random: () => number };
}

/** What a Fail state ends an execution with. */
export class FailState extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: true;
  readonly ResultPath?: string | null;
  readonly Result?: unknown;
  readonly ResultSelector?: object;
  readonly TimestampPath?: string;
  readonly Choices?: readonly Rule[];
  readonly Default?: string;
  readonly ItemsPath?: string;
  readonly ItemSelector?: Readonly<Record<string, string>>;
  readonly MaxConcurrency?: number;
  readonly ItemProcessor?: Machine;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly { ErrorEquals: readonly string[]; ResultPath: string; Next: string }[];
  readonly Error?: string;
  readonly Cause?: string;
}

interface Rule {
  readonly Variable?: string;
  readonly And?: readonly Rule[];
  readonly IsPresent?: boolean;
  readonly IsNumeric?: boolean;
  readonly BooleanEquals?: boolean;
  readonly NumericGreaterThanEqualsPath?: string;
  readonly Next?: string;
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

type Json = Record<string, unknown>;

const COMMON = ["Type", "Comment", "Next", "End"];
/** The fields of each type of state that are walked as Step Functions walks them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...COMMON, "Resource", "TimeoutSeconds", "ResultSelector", "ResultPath", "Retry", "Catch"],
  Wait: [...COMMON, "TimestampPath"],
  Pass: [...COMMON, "Result", "ResultPath"],
  Choice: [...COMMON, "Choices", "Default"],
  Map: [...COMMON, "ItemsPath", "ItemSelector", "MaxConcurrency", "ItemProcessor", "ResultPath", "Catch"],
  Succeed: COMMON,
  Fail: [...COMMON, "Error", "Cause"],
};
const RULE_FIELDS = ["Variable", "And", "IsPresent", "IsNumeric", "BooleanEquals"].concat(
  "NumericGreaterThanEqualsPath",
  "Next",
);
const RETRIER_FIELDS = ["ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate"].concat(
  "MaxDelaySeconds",
  "JitterStrategy",
);
const MACHINE_FIELDS = ["Comment", "StartAt", "TimeoutSeconds", "States", "ProcessorConfig"];
/** From StartExecution of a child to its first Task. */
const CHILD_START_MS = { least: 300, most: 1500 };
const MAX_PAYLOAD_BYTES = 256 * 1024;

/** The machine of a file's text. Throws when it uses a part of the language that is not walked here. */
export function readMachine(text: string): Machine {
  const machine = JSON.parse(text) as Machine;
  check(machine);
  return machine;
}

function check(machine: Machine): void {
  only(machine, MACHINE_FIELDS, "machine");
  for (const [name, state] of Object.entries(machine.States)) {
    const fields = FIELDS[state.Type];
    if (fields === undefined)
      throw new Error(
        `State ${name} is a ${state.Type}; the walker knows ${Object.keys(FIELDS).join(", ")}.`,
      );
    only(state, fields, `state ${name} (${state.Type})`);
    if (state.Type === "Map" && state.ResultPath !== null)
      throw new Error(`Map ${name} keeps its results; the walker knows a ResultPath of null.`);
    // Nothing of the result: all that the file asks for.
    only(state.ResultSelector ?? {}, [], `ResultSelector of ${name}`);
    for (const retrier of state.Retry ?? []) only(retrier, RETRIER_FIELDS, `Retry of ${name}`);
    for (const catcher of state.Catch ?? [])
      only(catcher, ["ErrorEquals", "ResultPath", "Next"], `Catch of ${name}`);
    for (const rule of (state.Choices ?? []).flatMap((choice) => [choice, ...(choice.And ?? [])]))
      only(rule, RULE_FIELDS, `Choices of ${name}`);
    if (state.ItemProcessor !== undefined) check(state.ItemProcessor);
  }
}

function only(part: object, known: readonly string[], where: string): void {
  const unknown = Object.keys(part).filter((field) => !known.includes(field));
  if (unknown.length > 0)
    throw new Error(`${where} has ${unknown.join(", ")}; the walker knows ${known.join(", ")}.`);
}

/** Walks one execution to its end. Throws with the name of the error when it fails. */
export async function walkStateMachine(machine: Machine, input: unknown, walk: Walk): Promise<unknown> {
  let data = input as Json;
  for (let name = machine.StartAt; ; ) {
    const state = machine.States[name]!;
    walk.onState?.(name);
    if (state.Type === "Fail") throw new FailState(state.Error!, state.Cause!);
    try {
      const next = await step(name, state, data, walk);
      data = next.data;
      if (next.name === undefined) return data;
      name = next.name;
    } catch (thrown) {
      const error = thrown as Error;
      const catcher = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error.name));
      if (catcher === undefined) throw error;
      data = placed(data, catcher.ResultPath, { Error: error.name, Cause: error.message });
      name = catcher.Next;
    }
  }
}

async function step(
  name: string,
  state: State,
  data: Json,
  walk: Walk,
): Promise<{ data: Json; name: string | undefined }> {
  const onward = (result: unknown) => ({ data: placed(data, state.ResultPath, result), name: state.Next });
  switch (state.Type) {
    case "Task":
      return onward(await task(name, state, data, walk));
    case "Map":
      await mapped(state, data, walk);
      return onward(undefined);
    case "Pass":
      return "Result" in state ? onward(state.Result) : { data, name: state.Next };
    case "Wait":
      await walk.until(Date.parse(String(valueAt(data, state.TimestampPath!))));
      return { data, name: state.Next };
    case "Choice":
      return { data, name: state.Choices!.find((rule) => holds(rule, data))?.Next ?? state.Default };
    default:
      return { data, name: undefined }; // Succeed
  }
}

async function task(name: string, state: State, data: Json, walk: Walk): Promise<unknown> {
  const result = await tried(state.Retry ?? [], () => walk.task(name, copy(data)), walk);
  return bounded(name, state.ResultSelector ?? result);
}

async function tried(
  retriers: readonly Retrier[],
  task: () => Promise<unknown>,
  { until, pace }: Walk,
): Promise<unknown> {
  if (pace === undefined) return task();
  const attempts = new Map<Retrier, number>();
  for (;;)
    try {
      return await task();
    } catch (thrown) {
      const retrier = retriers.find(({ ErrorEquals }) => matches(ErrorEquals, (thrown as Error).name));
      const attempt = retrier && (attempts.get(retrier) ?? 0);
      if (retrier === undefined || attempt === undefined || attempt >= retrier.MaxAttempts) throw thrown;
      attempts.set(retrier, attempt + 1);
      const longest = Math.min(
        retrier.IntervalSeconds * retrier.BackoffRate ** attempt,
        retrier.MaxDelaySeconds,
      );
      await until(pace.now() + Math.round(pace.random() * longest * 1000)); // JitterStrategy FULL
    }
}

/** Children that run go on when one has failed, as a function that runs goes on; what the Map gives nobody reads. */
async function mapped(state: State, data: Json, walk: Walk): Promise<void> {
  const { until, pace } = walk;
  const items = valueAt(data, state.ItemsPath!) as unknown[];
  const waiting = items.map((item) => selected(state.ItemSelector, data, item));
  let failed = false;
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined && !failed; item = waiting.shift()) {
      if (pace !== undefined) await until(pace.now() + childStart(pace.random()));
      await walkStateMachine(state.ItemProcessor!, item, walk).catch((error: Error) => {
        failed = true;
        throw named(error, "States.ExceedToleratedFailureThreshold");
      });
    }
  };
  const width = pace === undefined ? 1 : state.MaxConcurrency!;
  await Promise.all(Array.from({ length: Math.min(items.length, width) }, worker));
}

function childStart(random: number): number {
  const { least, most } = CHILD_START_MS;
  return Math.round(least + random * (most - least));
}

function selected(selector: State["ItemSelector"], data: Json, item: unknown): unknown {
  if (selector === undefined) return item;
  return Object.fromEntries(
    Object.entries(selector).map(([field, path]) => {
      if (!field.endsWith(".$")) throw new Error(`ItemSelector has ${field}; only paths are walked.`);
      return [field.slice(0, -2), path === "$$.Map.Item.Value" ? item : valueAt(data, path)];
    }),
  );
}

function matches(names: readonly string[], error: string): boolean {
  const all = names.includes("States.ALL") && !/^States\.(DataLimitExceeded|Runtime)$/.test(error);
  return all || names.includes(error);
}

function holds(rule: Rule, data: Json): boolean {
  if (rule.And !== undefined) return rule.And.every((each) => holds(each, data));
  const value = valueAt(data, rule.Variable!);
  if (rule.IsPresent !== undefined) return (value !== undefined) === rule.IsPresent;
  if (rule.IsNumeric !== undefined) return (typeof value === "number") === rule.IsNumeric;
  if (rule.BooleanEquals !== undefined) return value === rule.BooleanEquals;
  return Number(value) >= Number(valueAt(data, rule.NumericGreaterThanEqualsPath!));
}

/** `$.a.b[0]`; undefined where nothing is. */
function valueAt(data: unknown, path: string): unknown {
  if (!/^\$(\.\w+(\[\d+\])?)*$/.test(path)) throw new Error(`Got path ${path}; the walker knows $.a.b[0].`);
  let value = data;
  for (const part of path.match(/[^.[\]$]+/g) ?? []) value = (value as Json | null | undefined)?.[part];
  return value;
}

/** `$`, `$.name`, or null for nothing. */
function placed(data: Json, path: string | null | undefined, result: unknown): Json {
  if (path === null) return data;
  if (path === undefined || path === "$") return (result ?? {}) as Json;
  const name = /^\$\.(\w+)$/.exec(path)?.[1];
  if (name === undefined) throw new Error(`Got ResultPath ${path}; the walker knows $.name.`);
  return { ...data, [name]: result };
}

const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

function bounded(state: string, result: unknown): unknown {
  const text = JSON.stringify(result ?? null);
  if (Buffer.byteLength(text) > MAX_PAYLOAD_BYTES)
    throw named(
      new Error(`The result of ${state} has ${Buffer.byteLength(text)} bytes.`),
      "States.DataLimitExceeded",
    );
  return JSON.parse(text);
}
