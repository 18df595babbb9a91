import type { MetricDatum, ObjectStore, Ports, StoredObject } from "../../steps/ports.ts";
import type { MemoryObjectStore } from "../memory-object-store.ts";
import { silentPorts } from "../silent-ports.ts";
import type { Answered, Call } from "./call.ts";

/** Where a process stands: at a call that it waits for, or at its end. */
export type Standing =
  | { readonly at: "call"; readonly call: Call }
  | { readonly at: "end"; readonly result: unknown }
  | { readonly at: "throw"; readonly error: Error };

/** What a process is given: ports, the Wait state of a machine, and what may befall the functions of a machine. */
export interface Given {
  readonly ports: Ports;
  readonly wait: (until: number) => Promise<void>;
  /** Resolves when the event of a capture file is there. */
  readonly event: (key: string) => Promise<void>;
  /** Resolves when nobody waits any longer for the function that runs: its service lost the answer, or the function died. */
  readonly lost: () => Promise<typeof LOST>;
  /** A function has come to its end. For the run that nobody waits for it is the end of everything. */
  readonly returned: () => Promise<void>;
}

export type Body = (given: Given) => Promise<unknown>;

/** In place of an answer: the call is never answered, and `lost` resolves. */
export const LOST = Symbol("lost");
/** In place of an answer: the call stays open, and the run is the one that nobody waits for. */
export const ABANDONED = Symbol("abandoned");

/** What nobody changes: definitions and baselines (`fixed`), and the bytes of capture files once they have landed. */
export interface Constants {
  readonly fixed: MemoryObjectStore;
  readonly captures: MemoryObjectStore;
}

interface Held {
  readonly call: Call;
  readonly answer: (value: Answered) => void;
}

/**
 * A function over ports whose calls are held until somebody answers. Calls that it makes at the same time are answered one by
 * one in the order in which it made them. Everything it does is a function of the answers and of the clock that
 * comes with them: it has stores of its own, so nothing is remembered from another run by the same name (`opened` in
 * steps/open-window.ts, the catalog of monitors).
 */
export class HeldProcess {
  private readonly held: Held[] = [];
  private ended: Standing | undefined;
  private wake: () => void = () => {};
  private lose: () => void = () => {};
  private abandoned = false;
  private now: number;

  constructor(body: Body, constants: Constants, now: number) {
    this.now = now;
    const call = (asked: Call) => this.hold(asked);
    body({
      ports: heldPorts(call, constants, () => this.now),
      wait: async (until) => void (await call({ ask: "wait", until })),
      event: async (key) => void (await call({ ask: "event", key })),
      lost: () =>
        new Promise((resolve) => {
          this.lose = () => resolve(LOST);
        }),
      returned: async () => {
        if (!this.abandoned) return;
        this.end({ at: "end", result: undefined });
        await new Promise(() => {});
      },
    }).then(
      (result) => this.end({ at: "end", result }),
      (error: Error) => this.end({ at: "throw", error }),
    );
  }

  /** Resolves where the process cannot go on by itself. */
  async standing(): Promise<Standing> {
    // Of several calls at once the next may follow from the one just answered: let everything happen that can.
    if (this.held.length > 0) await new Promise((resolve) => setImmediate(resolve));
    while (this.ended === undefined && this.held.length === 0)
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    return this.ended ?? { at: "call", call: this.held[0]!.call };
  }

  /** Answers the call it stands at; its clock then shows `now`. */
  answer(value: Answered, now: number): void {
    this.now = now;
    if (value === ABANDONED) this.abandoned = true;
    else if (value === LOST) {
      this.held.length = 0;
      this.lose();
    } else this.held.shift()!.answer(value);
  }

  private hold(call: Call): Promise<Answered> {
    return new Promise((answer) => {
      this.held.push({ call, answer });
      this.wake();
    });
  }

  private end(standing: Standing): void {
    this.ended = standing;
    this.wake();
  }
}

type Ask = (call: Call) => Promise<Answered>;

function heldPorts(ask: Ask, constants: Constants, now: () => number): Ports {
  return {
    ...silentPorts,
    work: heldStore("work", constants.fixed, ask),
    captures: () => heldCaptures(constants.captures, ask),
    executions: {
      start: async (machine, name, input) =>
        (await ask({ ask: "start", machine, name, input })) as "started" | "exists",
      status: async (machine, name) => (await ask({ ask: "status", machine, name })) as "RUNNING" | undefined,
    },
    metrics: {
      put: async (namespace: string, datums: readonly MetricDatum[]) => {
        await ask({ ask: "publish", namespace, metrics: datums.map(({ name }) => name) });
        return 0;
      },
    },
    clock: { now },
    sensitiveKey: "model check",
  };
}

/** The work store: what is in `fixed` never changes and is answered at once. */
function heldStore(name: string, fixed: MemoryObjectStore, ask: Ask): ObjectStore {
  const isFixed = (key: string) => /^(monitors|baselines|deployments)\//.test(key);
  const get = async (key: string) =>
    isFixed(key)
      ? fixed.get(key)
      : ((await ask({ ask: "get", key })) as { body: Uint8Array; etag: string } | undefined);
  return {
    name,
    get,
    async *stream(key) {
      const there = await get(key);
      if (there === undefined) throw new Error(`${key} is streamed and not there.`);
      yield there.body;
    },
    async range(key, start, end) {
      const there = await get(key);
      if (there === undefined) throw new Error(`${key} is read and not there.`);
      return there.body.subarray(start, end);
    },
    head: async (key) => (isFixed(key) ? fixed.head(key) : ((await ask({ ask: "head", key })) as never)),
    put: async (key, body, condition = {}) => {
      const bytes = typeof body === "string" ? Buffer.from(body) : body;
      return (await ask({ ask: "put", key, body: bytes, condition })) as never;
    },
    async *list(prefix) {
      if (isFixed(prefix)) yield* fixed.list(prefix);
      else yield* (await ask({ ask: "list", prefix })) as readonly StoredObject[];
    },
    delete: async (key) => {
      throw new Error(`${key} is deleted; the model knows no step that deletes.`);
    },
  };
}

/** A capture bucket: which files have landed is the world's to say, what is in them is not. */
function heldCaptures(files: MemoryObjectStore, ask: Ask): ObjectStore {
  return {
    name: files.name,
    get: (key) => files.get(key),
    stream: (key) => files.stream(key),
    range: (key, start, end) => files.range(key, start, end),
    head: (key) => files.head(key),
    put: (key) => Promise.reject(new Error(`${key} is written to a capture bucket.`)),
    async *list(prefix) {
      yield* (await ask({ ask: "listCaptures", prefix })) as readonly StoredObject[];
    },
    delete: (key) => Promise.reject(new Error(`${key} is deleted from a capture bucket.`)),
  };
}
