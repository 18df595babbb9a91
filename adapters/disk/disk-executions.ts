/**
 * Executions as files: `executions/<machine>/<name>.json` is the lock on a name. Without an engine in the process an
 * execution is only queued: its record says so, and the entry under `executions/queue/` tells the next engine. Entry
 * first, record second, so that a crash between the two leaves nothing that is started and never run.
 */
import { UnusableInput } from "../../shared/errors.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { Clock, ExecutionStatus, Executions, MachineName, ObjectStore } from "../../steps/ports.ts";
import { isAlive, type ProcessOwner, thisProcess } from "./process-owner.ts";

export interface ExecutionRecord {
  readonly version: 1;
  readonly machine: MachineName;
  readonly name: string;
  readonly input: unknown;
  readonly status: ExecutionStatus | "QUEUED";
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** Who runs it; null while it is queued. */
  readonly process: ProcessOwner | null;
  readonly error: { readonly error: string; readonly cause: string } | null;
}

/** The alphabet of Step Functions that needs no escaping. */
const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const QUEUE = "executions/queue/";

export class DiskExecutions implements Executions {
  private readonly store: ObjectStore;
  private readonly clock: Clock;

  constructor(store: ObjectStore, clock: Clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Queues the execution. Throws `UnusableInput` when the name is not one of Step Functions'. */
  async start(machine: MachineName, name: string, input: unknown): Promise<"started" | "exists"> {
    const there = await getJson<ExecutionRecord>(this.store, recordKey(machine, name));
    if (there !== undefined) return judge(there.value, input);
    await this.store.put(queueKey(machine, name), "");
    const outcome = await this.create(machine, name, input, "QUEUED");
    return outcome === "created" ? "started" : outcome;
  }

  /** The same by a process that runs it itself: `created` when the name is now this process's to run. */
  open(machine: MachineName, name: string, input: unknown): Promise<"created" | "started" | "exists"> {
    return this.create(machine, name, input, "RUNNING");
  }

  /** Undefined when the name was never used. Queued counts as running; running without its process as failed. */
  async status(machine: MachineName, name: string): Promise<ExecutionStatus | undefined> {
    const found = await getJson<ExecutionRecord>(this.store, recordKey(machine, name));
    return found === undefined ? undefined : statusOf(found.value);
  }

  /** Writes down how an execution of this process ended. */
  async close(
    machine: MachineName,
    name: string,
    status: ExecutionStatus,
    error: ExecutionRecord["error"] = null,
  ): Promise<void> {
    await this.change(machine, name, (record) => ({ ...record, status, error, endedAt: this.time() }));
  }

  /** Gives an execution back that this process will not finish; the next engine runs it from its start. */
  async requeue(machine: MachineName, name: string): Promise<void> {
    await this.store.put(queueKey(machine, name), "");
    await this.change(machine, name, (record) => ({ ...record, status: "QUEUED", process: null }));
  }

  /** The queued executions, each now this process's to run. */
  async *takeQueued(): AsyncGenerator<ExecutionRecord> {
    for await (const { key } of this.store.list(QUEUE)) {
      const [machine, name] = key.slice(QUEUE.length).split("/") as [MachineName, string];
      const found = await getJson<ExecutionRecord>(this.store, recordKey(machine, name));
      const taken =
        found?.value.status === "QUEUED"
          ? { ...found.value, status: "RUNNING" as const, process: thisProcess() }
          : undefined;
      const won =
        taken !== undefined &&
        (await putJson(this.store, recordKey(machine, name), taken, { ifMatch: found!.etag })).written;
      await this.store.delete(key);
      if (won) yield taken;
    }
  }

  private async create(
    machine: MachineName,
    name: string,
    input: unknown,
    status: "QUEUED" | "RUNNING",
  ): Promise<"created" | "started" | "exists"> {
    const record: ExecutionRecord = {
      version: 1,
      machine,
      name,
      input,
      status,
      startedAt: this.time(),
      endedAt: null,
      process: status === "RUNNING" ? thisProcess() : null,
      error: null,
    };
    if ((await putJson(this.store, recordKey(machine, name), record, { ifNoneMatch: "*" })).written)
      return "created";
    const there = await getJson<ExecutionRecord>(this.store, recordKey(machine, name));
    return there === undefined ? "exists" : judge(there.value, input);
  }

  private async change(
    machine: MachineName,
    name: string,
    change: (record: ExecutionRecord) => ExecutionRecord,
  ): Promise<void> {
    const found = await getJson<ExecutionRecord>(this.store, recordKey(machine, name));
    if (found === undefined)
      throw new Error(
        `Execution ${machine}/${name} has no record in ${this.store.name}; it was removed while it ran.`,
      );
    await putJson(this.store, recordKey(machine, name), change(found.value));
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

/** StartExecution of a STANDARD machine: idempotent while the same input runs, otherwise the name is spent. */
function judge(record: ExecutionRecord, input: unknown): "started" | "exists" {
  const same = JSON.stringify(record.input) === JSON.stringify(input);
  return same && statusOf(record) === "RUNNING" ? "started" : "exists";
}

function statusOf(record: ExecutionRecord): ExecutionStatus {
  if (record.status === "QUEUED") return "RUNNING";
  if (record.status === "RUNNING" && (record.process === null || !isAlive(record.process))) return "FAILED";
  return record.status;
}

function recordKey(machine: MachineName, name: string): string {
  if (!NAME.test(name))
    throw new UnusableInput(
      `Got execution name ${JSON.stringify(name)}; expected 1 to 80 letters, digits, dashes and underscores.`,
    );
  return `executions/${machine}/${name}.json`;
}

const queueKey = (machine: MachineName, name: string) => `${QUEUE}${machine}/${name}`;
