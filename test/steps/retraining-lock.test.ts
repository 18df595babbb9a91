/** The retraining lock in every order of its calls: window and alarm ask for the same retraining, an execution that died had it. */
import { describe, expect, test } from "vitest";
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { everyOrder, type Process } from "../../simulation/every-order.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { acquireRetraining, type RetrainingLock } from "../../steps/acquire-retraining.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import type { ExecutionStatus, Ports } from "../../steps/ports.ts";

const REQUEST = {
  endpoint: "shop",
  variant: "AllTraffic",
  trigger: "window",
  windowId: "20010216T10Z",
  reason: "Window 20010216T10Z has violation rate 0.5, threshold 0.2.",
} as const;
const STATE = "retraining/shop/state.json";

/** Executions that ask for the lock over one store; the one in `died` has ended without giving it back. */
function race(owners: readonly string[], died?: string) {
  const work = new MemoryObjectStore("work");
  const locks = new Map<string, RetrainingLock>();
  const statusOf = (name: string): ExecutionStatus => (name === died ? "ABORTED" : "RUNNING");
  const portsOf = (turn: () => Promise<void>) => {
    const inTurn = async <T>(call: () => T): Promise<Awaited<T>> => {
      await turn();
      return await call();
    };
    return {
      work: {
        name: "work",
        get: (key: string) => inTurn(() => work.get(key)),
        put: (...put: Parameters<MemoryObjectStore["put"]>) => inTurn(() => work.put(...put)),
      },
      executions: { status: (_: string, name: string) => inTurn(() => statusOf(name)) },
      trainingJobs: { describe: () => inTurn(() => undefined) },
      clock: { now: () => Date.parse("2001-02-16T11:10:00Z") },
    } as unknown as Ports;
  };
  const processes = owners.map(
    (owner): Process =>
      async (turn) =>
        void locks.set(owner, await acquireRetraining(portsOf(turn), { ...REQUEST, owner })),
  );
  const state = async () => (await getJson<RetrainingState>(work, STATE))!.value;
  return { work, locks, processes, state };
}

const holders = (locks: ReadonlyMap<string, RetrainingLock>) =>
  [...locks].filter(([, { acquired }]) => acquired).map(([owner]) => owner);

describe("the retraining lock, in every order of the calls", () => {
  test.each([2, 3])("of %i executions that ask for it one has it, and the state says who", async (count) => {
    const owners = ["t-1", "t-2", "t-3"].slice(0, count);
    const orders = await everyOrder(() => {
      const { locks, processes, state } = race(owners);
      const end = async () => {
        expect(holders(locks)).toEqual([(await state()).owner]);
        expect((await state()).history).toHaveLength(1);
      };
      return { processes, end };
    });
    // Each reads and writes; who comes too late reads once more and looks at the holder.
    expect(orders).toBeGreaterThan(count === 2 ? 5 : 400);
  });

  test("of an execution that died one of two gets it, and the history has both", async () => {
    let dead: RetrainingState | undefined;
    const first = race(["t-0"]);
    await everyOrder(() => ({
      processes: first.processes,
      end: async () => void (dead ??= await first.state()),
    }));
    const orders = await everyOrder(() => {
      const { work, locks, processes, state } = race(["t-1", "t-2"], "t-0");
      void putJson(work, STATE, dead);
      const end = async () => {
        expect(holders(locks)).toEqual([(await state()).owner]);
        expect((await state()).history.map(({ outcome }) => outcome)).toEqual(["failed", "running"]);
      };
      return { processes, end };
    });
    expect(orders).toBeGreaterThan(20);
  });
});
