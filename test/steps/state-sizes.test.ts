/** What travels: a state of Step Functions holds 256 KiB, an event of EventBridge less than 256 KB. */
import { describe, expect, test } from "vitest";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Verdict, Violation } from "../../shared/report/verdict.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import { summaryOf } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { putJson } from "../../steps/json-object.ts";
import type { PlumblineEvent, Ports } from "../../steps/ports.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { machineNames, machineText, statesOf } from "../serverless/project.ts";

const STATE_BYTES = 256 * 1024;
const WINDOW = { endpoint: "shop", variant: "AllTraffic", windowId: "20010216T10Z", revision: 0 };
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The widest that JSON makes of a character, down to the narrowest. */
const WIDTHS = [
  ["control characters", "\u0001"],
  ["halves of a pair", "\ud83d"],
  ["Chinese", "漢"],
  ["umlauts", "ü"],
  ["quotation marks", '"'],
  ["letters", "a"],
] as const;

const violation = (column: string, description = ""): Violation => ({
  column,
  check: "categorical_values_check",
  kind: "drift",
  severity: "ticket",
  distance: 0.5,
  threshold: 0.1,
  thresholdFrom: "constraint",
  n: 1000,
  m: 1000,
  description,
  evidence: [],
});
const verdictOf = (violations: readonly Violation[], reason = "because"): Verdict => ({
  version: 1,
  monitor: "shop",
  endpoint: "shop",
  variant: "AllTraffic",
  window: { id: "20010216T10Z", start: "2001-02-16T10:00:00.000Z", end: "2001-02-16T11:00:00.000Z" },
  verdict: "Violations",
  reason,
  flags: [],
  records: 1000,
  rows: 1000,
  malformed: { count: 0, byReason: {} },
  coverage: null,
  baseline: null,
  columnsEvaluated: violations.length,
  checksEvaluated: violations.length,
  violationRate: 1,
  violationRateThreshold: 0.2,
  severity: "ticket",
  violations,
  reported: [],
  decision: { action: "none", reasons: [] },
});

describe("the summary of a verdict", () => {
  test.each(WIDTHS)(
    "has at most 8 KB where names and reason are of %s, and as many violations as fit",
    (_, character) => {
      const violations = Array.from({ length: 600 }, (_each, at) =>
        violation(`${at}${character.repeat(300)}`),
      );
      const summary = summaryOf(verdictOf(violations, character.repeat(5000)));
      expect(bytesOf(summary)).toBeLessThanOrEqual(8192);
      expect(summary.violationCount).toBe(600);
      const { length } = summary.violations;
      if (length < 20) expect(bytesOf(summary) + bytesOf(summary.violations[0]) + 1).toBeGreaterThan(8192);
      else expect(length).toBe(20);
      expect(length).toBeGreaterThan(2);
    },
  );
});

/** A world in memory with `keys` below the window's hour whose event never came. */
async function worldWith(keys: readonly string[], prefix: string): Promise<Ports> {
  const [work, captures] = [new MemoryObjectStore("work"), new MemoryObjectStore("captures")];
  const definition = {
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: `s3://${"b".repeat(63)}/${prefix}` },
  };
  await putJson(work, monitorKey("shop"), parseMonitorDefinition(definition));
  for (const key of keys) await captures.put(key, "x");
  return {
    work,
    captures: () => captures,
    traffic: { invocations: async () => undefined },
    clock: { now: () => Date.parse("2001-02-16T11:10:00Z") },
  } as unknown as Ports;
}

describe("a round of files whose event never came", () => {
  /** Keys of exactly 1,024 bytes. */
  const keysOf = (count: number, prefix: string, character: string) =>
    Array.from({ length: count }, (_, at) => {
      const head = `${prefix}/shop/AllTraffic/2001/02/16/10/00-00-${String(at).padStart(3, "0")}-`;
      const room = 1024 - Buffer.byteLength(head) - ".jsonl".length;
      const width = Buffer.byteLength(character);
      return `${head}${character.repeat(Math.floor(room / width))}${"x".repeat(room % width)}.jsonl`;
    });

  test.each([
    ["letters", "a", 184],
    ["Chinese", "漢", 184],
    ["quotation marks", '"', 98],
  ])("of 250 keys of 1,024 bytes of %s fits into a state", async (_, character, most) => {
    const keys = keysOf(250, "p", character);
    expect(new Set(keys.map((key) => Buffer.byteLength(key)))).toEqual(new Set([1024]));
    const plan = await closeWindow(await worldWith(keys, "p"), WINDOW);
    const objects = plan.missing.flatMap(({ objects: each }) => each);
    expect(plan.left).toBe(250);
    expect(objects.length).toBeGreaterThanOrEqual(most);
    // With what else a state holds, and room for the cause of an error (32,768 characters).
    expect(bytesOf({ ...WINDOW, schedule: { closeAt: "2001-02-16T11:10:00Z" }, plan })).toBeLessThan(
      STATE_BYTES - 32_768,
    );
  });

  test("of ordinary keys has 200 files in tasks of twenty", async () => {
    const keys = keysOf(250, "p", "a").map((key) => key.replace(/a+\.jsonl$/, "a.jsonl"));
    const { missing } = await closeWindow(await worldWith(keys, "p"), WINDOW);
    expect(missing.map(({ objects }) => objects.length)).toEqual(Array.from({ length: 10 }, () => 20));
  });
});

test("the numbers of a million files' shards fit into a state", () => {
  expect(bytesOf(Array.from({ length: 1_000_000 / 200 }, (_, shard) => shard))).toBeLessThan(STATE_BYTES / 8);
});

describe.each(machineNames())("%s", (machine) => {
  const maps = statesOf(JSON.parse(machineText(machine))).filter(([, { Type }]) => Type === "Map");

  test("has a history of its own for the items of every Map, fifty at a time at most", () => {
    for (const [name, { ItemProcessor, MaxConcurrency }] of maps) {
      expect(ItemProcessor.ProcessorConfig.Mode, name).toBe("DISTRIBUTED");
      expect(MaxConcurrency, name).toBeLessThanOrEqual(50);
    }
  });

  test("gathers nothing from the items of a Map whose result nobody reads: together they would not fit into a state", () => {
    for (const [map, { ItemProcessor, ResultPath }] of maps)
      if (ResultPath === null)
        // 256 KiB leave 29 bytes and a comma to each of 9,000 windows.
        for (const [name, state] of Object.entries<Record<string, unknown>>(ItemProcessor.States))
          if (state["End"] === true)
            expect(
              bytesOf(state["Result"] ?? state["ResultSelector"] ?? "x".repeat(99)),
              `${map}: ${name}`,
            ).toBeLessThan(29);
  });
});

test("the event of a verdict stays far below EventBridge's 256 KB with names and descriptions of 10 kB", async () => {
  const work = new MemoryObjectStore("work");
  const violations = Array.from({ length: 600 }, (_, at) =>
    violation(`${at}${"漢".repeat(10_000)}`, "ü".repeat(10_000)),
  );
  await putJson(work, "windows/shop/AllTraffic/20010216T10Z/r0/verdict.json", verdictOf(violations));
  const sent: PlumblineEvent[] = [];
  await publishReport(
    {
      work,
      metrics: { put: async () => 0 },
      events: { put: async (events) => void sent.push(...events) },
      clock: { now: () => Date.parse("2001-02-16T11:10:00Z") },
    },
    WINDOW,
  );
  expect(sent[0]!.detail).toMatchObject({ violationCount: 600 });
  expect(bytesOf(sent[0])).toBeLessThan(128 * 1024);
});
