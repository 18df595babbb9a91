/** Capture files that land on the laptop's engine: the same steps and machines as on AWS, on a clock that says when something was told. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { startEngine } from "../../local/engine.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { HardFaultEvent } from "../../shared/faults/fault-event.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { steps } from "../../steps/index.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { at, COLUMNS, tenDayBaseline, traffic } from "../steps/world.ts";

const root = mkdtempSync(join(tmpdir(), "plumbline-faults-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TEN = "2001-02-16T10:00:00Z";
const MINUTE = 60_000;

test("× 1,000 from the third file on is told within seconds of its landing, once, and confirmed when the window closes", async () => {
  const store = join(root, "store");
  const captures = join(root, "captures");
  await writeBaseline(new DiskObjectStore(store), "baselines/shop/b1/", await tenDayBaseline());
  const definition = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: captures },
    columns: { names: COLUMNS },
    since: TEN,
  });
  const told: { time: number; waited: number; fault: HardFaultEvent }[] = [];
  let landed = 0;
  const clock = new VirtualClock(at(TEN));
  const engine = await startEngine({
    root: store,
    clock,
    steps: steps as never,
    definitions: [definition],
    onEvent: (event) => {
      if (event.kind === "event" && event.event.detailType === "Plumbline Hard Fault")
        told.push({
          time: clock.now(),
          waited: performance.now() - landed,
          fault: event.event.detail as unknown as HardFaultEvent,
        });
    },
  });
  for (let file = 0; file < 6; file++) {
    const begun = at(TEN) + 5 * file * MINUTE;
    const lines = traffic(new Date(begun).toISOString(), 720, file).slice(0, 60);
    const time = begun + 5 * MINUTE;
    await engine.runTo(time);
    const key = captureKeyOf({ prefix: "", endpoint: "shop", variant: "AllTraffic", time: begun, id: "a" });
    const body =
      file < 2 ? lines : lines.map((line) => line.replace(/"data":"(\d+)\.(\d+),/, '"data":"$1$20,'));
    landed = performance.now();
    await engine.putCapture(captures, key, `${body.join("\n")}\n`);
    await engine.settle();
  }
  expect(told.map(({ time, fault }) => [fault.kind, fault.column, fault.state, time])).toEqual([
    ["unit-changed", "amount", "opened", at(TEN) + 15 * MINUTE],
  ]);
  // On this machine's own clock: usually milliseconds.
  expect(told[0]!.waited).toBeLessThan(10_000);
  await engine.runTo(at(TEN) + 75 * MINUTE);
  await engine.stop();
  expect(told.map(({ fault }) => fault.state)).toEqual(["opened", "confirmed"]);
  const lines = readFileSync(join(store, "notifications.jsonl"), "utf8").trim().split("\n");
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0]!)).toMatchObject({
    time: "2001-02-16T10:15:00.000Z",
    topic: expect.stringMatching(/NotificationTopic$/),
    message: `${told[0]!.fault.message} (event ${told[0]!.fault.key})`,
  });
  expect(told[0]!.fault.message).toMatch(
    /^\[page\] Hard fault opened \(unit-changed\) in amount of shop\/AllTraffic: .*about 1,000 times as large\.$/,
  );
});
