import { Worker } from "node:worker_threads";
import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { PartialsWriter } from "../steps/profile-capture-file.ts";
import type { Io } from "./io.ts";

/** What a thread needs to build ports of its own. */
export interface StepWorkerSetup {
  readonly io: Pick<Io, "cwd" | "env">;
  /** Folder of the work store. */
  readonly root: string;
  readonly definition: MonitorDefinition;
}

/** The thread's program. */
const PROGRAM = new URL("./step-worker.ts", import.meta.url);

/** Name and input of the one thing that threads do beside steps: the writing half of `profile-capture-file`. */
export const WRITE_PARTIALS = "write-partials";
export interface PartialsCall {
  readonly object: Parameters<PartialsWriter>[0];
  readonly request: Parameters<PartialsWriter>[1];
}

/** One call of a step. `now` is the virtual clock's time, which stands still while work goes on. */
export interface StepCall {
  readonly call: number;
  readonly step: string;
  readonly input: unknown;
  readonly now: number;
}

export type StepAnswer =
  | { readonly call: number; readonly result: unknown }
  | { readonly call: number; readonly error: { readonly name: string; readonly message: string } };

interface Pending {
  readonly request: StepCall;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly calls: Map<number, Pending>;
}

/** One call computes while the next one reads; more would only hold more windows in memory. */
const CALLS_A_THREAD = 2;

/**
 * Steps on threads of this process, as Lambda runs them on machines of its own: each thread has its own ports on the same
 * store, whose writes are safe between processes. Which thread runs a step changes no byte of what it writes.
 */
export class StepWorkers {
  private readonly setup: StepWorkerSetup;
  private readonly program: URL;
  private readonly threads = new Set<Thread>();
  private readonly waiting: Pending[] = [];
  private calls = 0;
  private closing = false;

  /** `program` stands in for the thread's own. */
  constructor(setup: StepWorkerSetup, program = PROGRAM) {
    this.setup = setup;
    this.program = program;
  }

  /** Threads that are there; while there is none, whoever calls runs the step itself. */
  get size(): number {
    return this.threads.size;
  }

  /** Starts so many threads. */
  open(count: number): void {
    for (let index = 0; index < count; index++) this.start();
  }

  /** Runs a step on the thread with the least to do. Throws what the step throws, by its name and words. */
  run(step: string, input: unknown, now: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ request: { call: this.calls++, step, input, now }, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closing = true;
    await Promise.all([...this.threads].map(({ worker }) => worker.terminate()));
  }

  private start(): void {
    const { io, root, definition } = this.setup;
    const setup: StepWorkerSetup = { io: { cwd: io.cwd, env: { ...io.env } }, root, definition };
    const worker = new Worker(this.program, { workerData: setup });
    const thread: Thread = { worker, calls: new Map() };
    this.threads.add(thread);
    worker.on("message", (answer: StepAnswer) => this.answered(thread, answer));
    worker.on("error", (error) => this.lost(thread, error));
    worker.on("exit", (code) =>
      this.lost(thread, new Error(`A worker thread ended with exit code ${code}.`)),
    );
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const [idlest] = [...this.threads].sort((a, b) => a.calls.size - b.calls.size);
      if (idlest === undefined || idlest.calls.size >= CALLS_A_THREAD) return;
      const pending = this.waiting.shift()!;
      idlest.calls.set(pending.request.call, pending);
      idlest.worker.postMessage(pending.request);
    }
  }

  private answered(thread: Thread, answer: StepAnswer): void {
    const pending = thread.calls.get(answer.call);
    thread.calls.delete(answer.call);
    if ("error" in answer) pending?.reject(errorOf(answer.error));
    else pending?.resolve(answer.result);
    this.next();
  }

  /**
   * A thread that died takes its calls with it, as a function that ran out of memory does; the others go on. Another one takes its
   * place: what killed it comes again, and must not find this thread instead. One that died without a call would die again.
   */
  private lost(thread: Thread, error: Error): void {
    if (!this.threads.delete(thread) || this.closing) return;
    for (const { reject } of thread.calls.values()) reject(error);
    if (thread.calls.size > 0) this.start();
    if (this.threads.size === 0) for (const { reject } of this.waiting.splice(0)) reject(error);
    this.next();
  }
}

function errorOf({ name, message }: { readonly name: string; readonly message: string }): Error {
  return name === UnusableInput.name
    ? new UnusableInput(message)
    : Object.assign(new Error(message), { name });
}
