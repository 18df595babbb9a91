import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { ActiveWork } from "../../local/active-work.ts";
import { ClockStopped, VirtualClock } from "../../local/virtual-clock.ts";
import { seededRandom } from "../../shared/random.ts";

describe("active work", () => {
  test("is idle when there is none", async () => {
    await new ActiveWork().idle();
  });

  test("gives back what the task gives or throws, and is idle after either", async () => {
    const work = new ActiveWork(1);
    expect(await work.run(async () => 7)).toBe(7);
    await expect(work.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await work.idle();
  });

  test("is never more at once than there are places, in the order of its coming", async () => {
    const work = new ActiveWork(3);
    const order: number[] = [];
    let now = 0;
    let most = 0;
    const task = (i: number) =>
      work.run(async () => {
        order.push(i);
        most = Math.max(most, ++now);
        await sleep(1);
        now -= 1;
      });
    await Promise.all(Array.from({ length: 20 }, (_, i) => task(i)));
    expect(most).toBe(3);
    expect(order).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test("gives its place to others while it is paused", async () => {
    const work = new ActiveWork(1);
    const gate = Promise.withResolvers<void>();
    const paused = work.run(async (pause) => {
      await pause(gate.promise);
      return "woken";
    });
    expect(await work.run(async () => "other")).toBe("other");
    await work.idle();
    gate.resolve();
    expect(await paused).toBe("woken");
  });

  test("is not idle before what follows from it has ended", async () => {
    const work = new ActiveWork();
    let done = 0;
    const chain = async (n: number): Promise<void> => {
      await work.run(() => sleep(1));
      done += 1;
      if (n > 1) await chain(n - 1);
    };
    void chain(10);
    await work.idle();
    expect(done).toBe(10);
  });
});

describe("the virtual clock", () => {
  test("begins where it is told and stands still", async () => {
    const clock = new VirtualClock(1000);
    await sleep(2);
    expect(clock.now()).toBe(1000);
  });

  test("has no wait for a time that has come", async () => {
    const clock = new VirtualClock(1000);
    await clock.until(1000);
    await clock.until(-5);
    await clock.until(Number.NaN);
  });

  test("goes on to a time and never back", async () => {
    const clock = new VirtualClock(1000);
    await clock.runTo(5000);
    await clock.runTo(2000);
    expect(clock.now()).toBe(5000);
  });

  test.each([1, 2, 3])(
    "wakes 500 timers in the order of their times, equal ones in the order of their coming (seed %i)",
    async (seed) => {
      const random = seededRandom(seed);
      const clock = new VirtualClock(0);
      const woken: [number, number][] = [];
      const times = Array.from({ length: 500 }, () => 1 + Math.floor(random() * 100));
      times.forEach((time, i) => void clock.until(time).then(() => woken.push([time, i])));
      await clock.runTo(100);
      expect(woken).toEqual(times.map((time, i) => [time, i]).sort(([a, i], [b, j]) => a! - b! || i! - j!));
    },
  );

  test("shows everybody who wakes the time he waited for", async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    for (const time of [30, 10, 20]) void clock.until(time).then(() => seen.push(clock.now()));
    await clock.runTo(25);
    expect(seen).toEqual([10, 20]);
    expect(clock.now()).toBe(25);
  });

  test("waits for the work that a timer wakes before it goes on, also for real input and output", async () => {
    const clock = new VirtualClock(0);
    const log: string[] = [];
    const worker = (name: string, times: number[]) =>
      clock.work.run(async (pause) => {
        for (const time of times) {
          await pause(clock.until(time));
          await sleep(3);
          log.push(`${name}@${clock.now()}`);
        }
      });
    void worker("a", [10, 30]);
    void worker("b", [20, 40]);
    await clock.runTo(100);
    expect(log).toEqual(["a@10", "b@20", "a@30", "b@40"]);
  });

  test("wakes a timer that is set while it goes on", async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    const tick = async () => {
      for (;;) {
        await clock.until(clock.now() + 10);
        seen.push(clock.now());
      }
    };
    tick().catch(() => undefined);
    await clock.runTo(45);
    expect(seen).toEqual([10, 20, 30, 40]);
    clock.stop();
  });

  test("does one runTo after the other", async () => {
    const clock = new VirtualClock(0);
    const seen: number[] = [];
    void clock.until(5).then(() => seen.push(clock.now()));
    await Promise.all([clock.runTo(10), clock.runTo(3), clock.runTo(20)]);
    expect(seen).toEqual([5]);
    expect(clock.now()).toBe(20);
  });

  test("rejects everybody who waits when it is stopped, and everybody after", async () => {
    const clock = new VirtualClock(0);
    const waiting = clock.until(10);
    clock.stop();
    await expect(waiting).rejects.toBeInstanceOf(ClockStopped);
    await expect(clock.until(20)).rejects.toBeInstanceOf(ClockStopped);
  });
});
