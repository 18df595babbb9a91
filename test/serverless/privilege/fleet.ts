/**
 * A small fleet on the account in memory: monitors, captures, data, and the deployed functions themselves, each with
 * the environment that the template gives it and nothing else.
 */
import { vi } from "vitest";
import { captureKeyOf } from "../../../shared/capture/capture-key.ts";
import { parseMonitorDefinition } from "../../../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../../../shared/window/work-keys.ts";
import { putJson } from "../../../steps/json-object.ts";
import { line } from "../../steps/world.ts";
import type { Packaged } from "../packaged.ts";
import { functionId } from "../project.ts";
import { HERE } from "./here.ts";
import { resolved } from "./iam-policy.ts";
import { type Call, MemoryAccount } from "./memory-account.ts";

/** Where data sets, ground truth and the objects of manifests lie; a plain deployment has them beside its captures. */
export const DATA_BUCKET = "ml-data";

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

export class Fleet {
  readonly account = new MemoryAccount();
  readonly workBucket: string;
  readonly captureBucket: string;
  /** What each function has asked for. */
  readonly calls = new Map<string, Call[]>();
  private readonly environments: ReadonlyMap<string, Readonly<Record<string, string>>>;
  private readonly before = { ...process.env };
  private readonly handlers = new Map<string, Handler>();

  constructor(from: Packaged, steps: readonly string[]) {
    const text = (value: unknown) => resolved(from, HERE, value) as string;
    const named = (id: string) => text(from.template.Resources[id]!.Properties.BucketName);
    this.workBucket = named("WorkBucket");
    this.captureBucket = named("CaptureBucket");
    this.environments = new Map(
      steps.map((step) => [
        step,
        text(
          from.template.Resources[functionId(step)]!.Properties.Environment.Variables,
        ) as unknown as Record<string, string>,
      ]),
    );
    vi.useFakeTimers({ toFake: ["Date"] });
    vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  }

  get work() {
    return this.account.bucket(this.workBucket);
  }

  get captures() {
    return this.account.bucket(this.captureBucket);
  }

  get data() {
    return this.account.bucket(DATA_BUCKET);
  }

  /**
   * Runs a deployed function a minute after the one before, when definitions are looked for again. `ends` is the name of
   * the error that it has to end with; without one it has to answer.
   */
  async run(step: string, event: unknown, ends?: string): Promise<void> {
    this.setClock(Date.now() + 61_000);
    this.giveEnvironment(step);
    const handler =
      this.handlers.get(step) ??
      ((await import(`../../../functions/${step}.ts`)) as { handler: Handler }).handler;
    this.handlers.set(step, handler);
    // The clients are loaded behind the handler; a call from before they are there has lost who asked.
    await vi.dynamicImportSettled();
    this.account.takeCalls();
    const context = { awsRequestId: "1", getRemainingTimeInMillis: () => 300_000 };
    const ended = await handler(event, context).then(
      () => undefined,
      (error: Error) => error,
    );
    if (ended?.name !== ends)
      throw new Error(`${step} ended with ${ended?.name}, expected ${ends}.`, { cause: ended });
    this.calls.set(step, [...(this.calls.get(step) ?? []), ...this.account.takeCalls()]);
  }

  setClock(time: string | number): void {
    vi.setSystemTime(new Date(time));
  }

  private giveEnvironment(step: string): void {
    for (const name of Object.keys(process.env)) if (name.startsWith("PLUMBLINE_")) delete process.env[name];
    Object.assign(process.env, this.environments.get(step));
  }

  async putMonitor(definition: Readonly<Record<string, unknown>>): Promise<void> {
    const monitor = parseMonitorDefinition(definition);
    await putJson(this.work, monitorKey(monitor.monitor), monitor);
  }

  /** A capture file of endpoint `shop` with one row at each of these times. */
  async putCapture(file: string, times: readonly string[] = [file], amount = "100"): Promise<string> {
    const key = captureKeyOf({
      prefix: "c",
      endpoint: "shop",
      variant: "AllTraffic",
      time: Date.parse(file),
      id: "a",
    });
    const lines = times.map((time) => `${line(`${amount},DE`, "0.5", time)}\n`);
    await this.captures.put(key, lines.join(""));
    return key;
  }

  close(): void {
    this.account.close();
    vi.useRealTimers();
    vi.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.before)) delete process.env[name];
    Object.assign(process.env, this.before);
  }
}
