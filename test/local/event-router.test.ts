import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { JsonLines } from "../../adapters/disk/json-lines.ts";
import { type DeadLetter, EventRouter, type RoutedEvent } from "../../local/event-router.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";

const MINUTE = 60_000;
const roots: string[] = [];
let clock: VirtualClock;
let letters: JsonLines<DeadLetter>;
let handled: [string, number][];
let fails: (step: string) => boolean;
let router: EventRouter;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "event-router-"));
  roots.push(root);
  clock = new VirtualClock(0);
  letters = new JsonLines(join(root, "dead-letters.jsonl"));
  handled = [];
  fails = () => false;
  router = new EventRouter({
    clock,
    deadLetters: letters,
    handle: async (step) => {
      handled.push([step, clock.now()]);
      if (fails(step)) throw new RangeError("no");
    },
  });
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

const captured = (key: string): RoutedEvent => ({
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name: "b" }, object: { key } },
});
const alarm = (alarmName: string, value: string, type = "CloudWatch Alarm State Change"): RoutedEvent => ({
  source: "aws.cloudwatch",
  "detail-type": type,
  detail: { alarmName, state: { value } },
});

describe("the event router", () => {
  test.each<[string, RoutedEvent, string | undefined]>([
    ["a capture file", captured("p/e/v/2001/02/16/10/x.jsonl"), "profile-capture-file"],
    ["a packed capture file", captured("x.jsonl.gz"), "profile-capture-file"],
    ["a manifest of answers", captured("p/output/2023/01/21/01/x.json"), "profile-capture-file"],
    ["a manifest of requests", captured("input/2023/01/21/01/x.json"), "profile-capture-file"],
    ["another object", captured("x.csv"), undefined],
    ["an S3 notification", { Records: [] }, "profile-capture-file"],
    ["a list of objects", { objects: [] }, "profile-capture-file"],
    [
      "an alarm on a violation rate that goes off",
      alarm("plumbline-violation-rate-e-v", "ALARM"),
      "retrain-on-alarm",
    ],
    ["an alarm on a violation rate that goes back", alarm("plumbline-violation-rate-e-v", "OK"), undefined],
    ["another alarm", alarm("plumbline-dead-man-e-v", "ALARM"), undefined],
    [
      "a contributor's alarm",
      alarm("plumbline-violation-rate-e-v", "ALARM", "CloudWatch Alarm Contributor State Change"),
      undefined,
    ],
    ["the schedule", { "detail-type": "Scheduled Event" }, "sweep-windows"],
    ["anything else", {}, undefined],
  ])("gives %s to the step it is for", async (_, event, step) => {
    expect(await router.deliver(event)).toBe(step);
    expect(handled.map(([name]) => name)).toEqual(step === undefined ? [] : [step]);
  });

  test("delivers again every minute until the step succeeds", async () => {
    fails = () => handled.length < 3;
    await router.deliver(captured("x.jsonl"));
    expect(handled).toHaveLength(1);
    await clock.runTo(60 * MINUTE);
    expect(handled.map(([, time]) => time)).toEqual([0, MINUTE, 2 * MINUTE]);
    expect(await letters.readNew()).toEqual([]);
  });

  test("puts an event that fails five times where it can be delivered from again", async () => {
    fails = () => true;
    const event = captured("x.jsonl");
    await router.deliver(event);
    await clock.runTo(60 * MINUTE);
    expect(handled).toHaveLength(5);
    expect(await letters.readNew()).toEqual([
      {
        time: "1970-01-01T00:04:00.000Z",
        step: "profile-capture-file",
        receives: 5,
        error: "RangeError",
        message: "no",
        event,
      },
    ]);
  });

  test("keeps an event that waits for its next try when the clock is stopped", async () => {
    fails = () => true;
    await router.deliver(captured("x.jsonl"));
    clock.stop();
    await clock.work.idle();
    expect(await letters.readNew()).toMatchObject([
      { error: "ClockStopped", receives: 1, step: "profile-capture-file" },
    ]);
  });

  test("does not hold up other events while one waits", async () => {
    fails = () => handled.length === 1;
    await router.deliver(captured("poison.jsonl"));
    await router.deliver(captured("good.jsonl"));
    expect(handled).toHaveLength(2);
  });
});
