/** Captures profiled on threads: not one byte of what an analysis writes depends on them. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalysisSummary } from "../../cli/analyze-captures.ts";
import { bytesToRead, profilingThreads } from "../../cli/profiling-threads.ts";
import { startPipeline } from "../../cli/start-pipeline.ts";
import { StepWorkers } from "../../cli/step-workers.ts";
import type { EngineEvent } from "../../local/engine.ts";
import { VirtualClock } from "../../local/virtual-clock.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { putJson } from "../../steps/json-object.ts";
import {
  captureKey,
  captureLine,
  ENDPOINT,
  FIRST_DAY,
  HOUR,
  makeCaptures,
  makeDataset,
  writeText,
} from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
afterAll(() => folder.remove());

/** Every file below a folder, the hidden work store's too. What is appended in the order of its coming is sorted. */
function everyFile(root: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = readFileSync(path, "latin1");
    const isLog = path.endsWith(".jsonl") && path.includes(".plumbline");
    found.set(relative(root, path), isLog ? text.split("\n").sort().join("\n") : text);
  }
  return found;
}

/** Without one each analysis makes its own at random. */
const KEY = { PLUMBLINE_SENSITIVE_KEY: "a key of the test" };

const analyze = (out: string, workers: number) =>
  run(
    ["analyze", "captures", "--baseline", "baseline", "--out", out, "--json", "--workers", String(workers)],
    folder.path,
    KEY,
  );

describe("an analysis on threads", () => {
  const packed = captureKey(FIRST_DAY + 5 * HOUR);
  beforeAll(async () => {
    makeCaptures(at("captures"), { seed: 2, hoursPerDay: 8 });
    makeDataset(at("train.csv"), { days: 5, hoursPerDay: 8 });
    const suggest = ["suggest-baseline", "train.csv", "--time", "at", "--sensitive", "plan"];
    await run([...suggest, "--out", "baseline"], folder.path, KEY);
    // Lines that are no records, and a record of the hour before.
    const broken = at("captures", captureKey(FIRST_DAY + 2 * HOUR));
    const late = captureLine(["0.5", "40", "10", "gold", "1"], FIRST_DAY + HOUR + 1000, 77);
    writeFileSync(broken, `${readFileSync(broken, "utf8")}{"torn":\nnothing\n${late}\n`);
    // A packed file that ends early cannot be profiled at all.
    const bytes = gzipSync(readFileSync(at("captures", packed)));
    writeText(at("captures", `${packed}.gz`), "");
    writeFileSync(at("captures", `${packed}.gz`), bytes);
    truncateSync(at("captures", `${packed}.gz`), bytes.length >> 1);
  });

  test("writes what one thread writes, every file to the byte, the work store's too", async () => {
    const one = await analyze("one", 1);
    const two = await analyze("two", 2);
    expect(two.status).toBe(one.status);
    expect(two.out).toBe(one.out);
    expect(two.err).toBe(one.err);
    const { files, windows, malformed } = JSON.parse(two.out) as AnalysisSummary;
    expect(files.failed).toEqual([`${packed}.gz`]);
    expect([windows, malformed.count]).toEqual([2 * 24 + 8, 2]);
    const [ofOne, ofTwo] = [everyFile(at("one")), everyFile(at("two"))];
    expect([...ofTwo.keys()].filter((name) => name.includes("partials/")).length).toBeGreaterThan(24);
    expect([...ofTwo.keys()].sort()).toEqual([...ofOne.keys()].sort());
    expect([...ofTwo].filter(([name, text]) => ofOne.get(name) !== text).map(([name]) => name)).toEqual([]);
  });
});

describe("a file whose thread dies", () => {
  test("becomes a dead letter like any other; the others are profiled and their windows opened", async () => {
    const keys = [0, 1, 2, 3].map((hour) => captureKey(FIRST_DAY + hour * HOUR));
    for (const [hour, key] of keys.entries())
      writeText(at("mine", key), captureLine(["0.5", "40"], FIRST_DAY + hour * HOUR + 1000, hour));
    const definition = parseMonitorDefinition({
      monitor: "mine",
      endpoint: ENDPOINT,
      capture: { uri: at("mine") },
      columns: { names: ["score", "age"] },
    });
    const io = { cwd: folder.path, env: {} };
    const clock = new VirtualClock(FIRST_DAY);
    const program = new URL("../fixtures/dying-step-worker.ts", import.meta.url);
    const workers = new StepWorkers({ io, root: at("work"), definition }, program);
    const letters: EngineEvent[] = [];
    const engine = await startPipeline(io, {
      root: at("work"),
      clock,
      definition,
      workers,
      schedule: false,
      onEvent: (event) => void (event.kind === "dead-letter" && letters.push(event)),
    });
    await putJson(engine.ports.work, monitorKey("mine"), definition);
    workers.open(2);
    // The fixture's thread ends where it is to profile the file of the second hour.
    await Promise.all(keys.map((key) => engine.deliver({ objects: [{ bucket: at("mine"), key }] })));
    await engine.runTo(clock.now() + HOUR / 2);
    expect(letters).toMatchObject([
      {
        letter: {
          step: "profile-capture-file",
          receives: 5,
          message: "A worker thread ended with exit code 7.",
          event: { objects: [{ key: keys[1] }] },
        },
      },
    ]);
    expect(workers.size).toBe(2);
    await engine.stop();
    await workers.close();
    const partials = readdirSync(at("work", "partials", ENDPOINT, "AllTraffic")).sort();
    expect(partials).toEqual(["20260302T00Z", "20260302T02Z", "20260302T03Z"]);
  });
});

describe("threads that profile", () => {
  test.each([
    ["nothing", 0, 4, 0],
    ["one byte less than two threads are worth", 256 * 2 ** 20 - 1, 4, 0],
    ["256 MB", 256 * 2 ** 20, 4, 2],
    ["half a gigabyte", 2 ** 29, 8, 4],
    ["a gigabyte, on one core", 2 ** 30, 1, 0],
  ])("of %s", (_, bytes, cores, threads) => {
    expect(profilingThreads(bytes, cores)).toBe(threads);
  });

  test("count what gzip holds, 4.8 × of a capture file", () => {
    const files = [
      { path: "a.jsonl", size: 100 },
      { path: "b.jsonl.gz", size: 100 },
    ];
    expect(bytesToRead(files)).toBeCloseTo(580, 9);
  });
});
