import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DiskExecutions, type ExecutionRecord } from "../../adapters/disk/disk-executions.ts";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { isAlive, thisProcess } from "../../adapters/disk/process-owner.ts";
import { UnusableInput } from "../../shared/errors.ts";

const roots: string[] = [];
const clock = { now: () => Date.parse("2001-02-16T10:00:00Z") };
const INPUT = { endpoint: "e", variant: "v", windowId: "20010216T10Z", revision: 0 };
let root: string;
let store: DiskObjectStore;
let executions: DiskExecutions;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "disk-executions-"));
  roots.push(root);
  store = new DiskObjectStore(root);
  executions = new DiskExecutions(store, clock);
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

async function record(): Promise<ExecutionRecord> {
  const found = await store.get("executions/analyze-window/w-1.json");
  return JSON.parse(Buffer.from(found!.body).toString()) as ExecutionRecord;
}
async function taken(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of executions.takeQueued()) names.push(name);
  return names;
}
const ofProcess = async (process: ExecutionRecord["process"]) =>
  store.put("executions/analyze-window/w-1.json", JSON.stringify({ ...(await record()), process }));

describe("an execution of a folder", () => {
  test("has no status before it was started", async () => {
    expect(await executions.status("analyze-window", "w-1")).toBeUndefined();
    expect(await executions.status("retrain", "w-1")).toBeUndefined();
  });

  test("that is started is queued and counts as running", async () => {
    expect(await executions.start("analyze-window", "w-1", INPUT)).toBe("started");
    expect(await record()).toMatchObject({
      status: "QUEUED",
      process: null,
      input: INPUT,
      startedAt: "2001-02-16T10:00:00.000Z",
    });
    expect(await executions.status("analyze-window", "w-1")).toBe("RUNNING");
  });

  test("is started again by the same input and not by another", async () => {
    await executions.start("analyze-window", "w-1", INPUT);
    expect(await executions.start("analyze-window", "w-1", { ...INPUT })).toBe("started");
    expect(await executions.start("analyze-window", "w-1", { ...INPUT, revision: 1 })).toBe("exists");
    expect(await executions.open("analyze-window", "w-1", INPUT)).toBe("started");
  });

  test("has a name per machine", async () => {
    await executions.start("analyze-window", "w-1", INPUT);
    expect(await executions.open("retrain", "w-1", { other: true })).toBe("created");
  });

  test("spends its name when it ends, however it ends", async () => {
    for (const [name, status] of [
      ["a", "SUCCEEDED"],
      ["b", "FAILED"],
      ["c", "ABORTED"],
    ] as const) {
      expect(await executions.open("retrain", name, INPUT)).toBe("created");
      await executions.close("retrain", name, status);
      expect(await executions.status("retrain", name)).toBe(status);
      expect(await executions.start("retrain", name, INPUT)).toBe("exists");
    }
  });

  test("keeps the error it ended with", async () => {
    await executions.open("analyze-window", "w-1", INPUT);
    await executions.close("analyze-window", "w-1", "FAILED", { error: "TooLate", cause: "…" });
    expect(await record()).toMatchObject({
      error: { error: "TooLate", cause: "…" },
      endedAt: "2001-02-16T10:00:00.000Z",
    });
  });

  test.each([
    ["is gone", { ...thisProcess(), pid: 2_147_483_646 }],
    ["had this process's id before it", { ...thisProcess(), startedAt: thisProcess().startedAt - 60_000 }],
    ["was on another host", { ...thisProcess(), host: `not-${hostname()}` }],
  ])("whose process %s has failed, and its name is spent", async (_, owner) => {
    await executions.open("analyze-window", "w-1", INPUT);
    await ofProcess(owner);
    expect(await executions.status("analyze-window", "w-1")).toBe("FAILED");
    expect(await executions.start("analyze-window", "w-1", INPUT)).toBe("exists");
  });

  test("whose process lives is running", async () => {
    await executions.open("analyze-window", "w-1", INPUT);
    await ofProcess({ ...thisProcess(), pid: process.ppid });
    expect(await executions.status("analyze-window", "w-1")).toBe("RUNNING");
  });

  test.each(["", "a/b", "../x", "a b", "n".repeat(81), "ä"])("named %j is refused", async (name) => {
    await expect(executions.start("retrain", name, {})).rejects.toBeInstanceOf(UnusableInput);
  });

  test("is opened by one of three processes at once", async () => {
    const script = `
      import { DiskExecutions } from ${JSON.stringify(new URL("../../adapters/disk/disk-executions.ts", import.meta.url).href)};
      import { DiskObjectStore } from ${JSON.stringify(new URL("../../adapters/disk/disk-object-store.ts", import.meta.url).href)};
      const executions = new DiskExecutions(new DiskObjectStore(${JSON.stringify(root)}), { now: () => 0 });
      let created = 0;
      for (let i = 0; i < 30; i++) if ((await executions.open("replay", "r-" + i, { pid: process.pid })) === "created") created += 1;
      process.stdout.write(String(created));`;
    const run = async () =>
      Number(
        (await promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script]))
          .stdout,
      );
    const created = await Promise.all([run(), run(), run()]);
    expect(created.reduce((sum, each) => sum + each)).toBe(30);
  });
});

describe("the queue", () => {
  test("is empty before anything was started", async () => {
    expect(await taken()).toEqual([]);
  });

  test("gives each queued execution once, to this process", async () => {
    await executions.start("analyze-window", "w-1", INPUT);
    await executions.start("analyze-window", "w-1", INPUT);
    await executions.start("retrain", "t-1", {});
    expect(await taken()).toEqual(["w-1", "t-1"]);
    expect(await record()).toMatchObject({ status: "RUNNING", process: thisProcess() });
    expect(await taken()).toEqual([]);
  });

  test("gives back what this process did not finish", async () => {
    await executions.open("analyze-window", "w-1", INPUT);
    await executions.requeue("analyze-window", "w-1");
    expect(await executions.status("analyze-window", "w-1")).toBe("RUNNING");
    expect(await taken()).toEqual(["w-1"]);
  });

  test("leaves out an entry whose record a crash kept from being written", async () => {
    await store.put("executions/queue/retrain/t-9", "");
    expect(await taken()).toEqual([]);
    expect(await executions.start("retrain", "t-9", {})).toBe("started");
    expect(await taken()).toEqual(["t-9"]);
  });
});

test("this process is alive, and one that ended is not", async () => {
  expect(isAlive(thisProcess())).toBe(true);
  const child = execFile(process.execPath, ["-e", ""]);
  const owner = { ...thisProcess(), pid: child.pid! };
  await new Promise((resolve) => child.once("close", resolve));
  expect(isAlive(owner)).toBe(false);
});
