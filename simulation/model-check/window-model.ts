/**
 * The world that is checked: one window of one endpoint, its capture files, and who works on it. Everybody is the real
 * step over ports; a variant replaces one piece by another one that is known to be wrong.
 */
import { readFileSync } from "node:fs";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { type Window, windowId } from "../../shared/window/window.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { putJson } from "../../steps/json-object.ts";
import { mergeProfiles } from "../../steps/merge-profiles.ts";
import type { ExecutionStatus, Ports, StoredObject } from "../../steps/ports.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { recordFailure } from "../../steps/record-failure.ts";
import { scheduleClose } from "../../steps/schedule-close.ts";
import { startRetraining } from "../../steps/start-retraining.ts";
import { sweepWindows } from "../../steps/sweep-windows.ts";
import { MemoryObjectStore } from "../memory-object-store.ts";
import { FailState, readMachine, walkStateMachine } from "../walk-state-machine.ts";
import { type Constants, LOST } from "./held-process.ts";
import type { Role } from "./histories.ts";

const MINUTE = 60_000;
const BUCKET = "captures";

/** The window under the glass. */
export const WINDOW: Window = {
  endpoint: "shop",
  variant: "AllTraffic",
  start: Date.parse("2001-02-16T10:00:00Z"),
  end: Date.parse("2001-02-16T11:00:00Z"),
};

/**
 * A capture file of one row that lies in the window. `own`: the file is the window's, so that a LIST of the raw folder at the
 * close finds it. `next`: it was begun in the hour after, and only its partial tells of the row.
 */
export type FileKind = "own" | "next";

export interface CaptureFile {
  readonly name: string;
  readonly kind: FileKind;
  readonly key: string;
  readonly object: StoredObject;
}

/** A wrong piece in place of a real one. */
export interface Variant {
  readonly profile?: (ports: Ports, event: object) => Promise<unknown>;
  /** The ports that the machine's steps get. */
  readonly closerPorts?: (ports: Ports) => Ports;
}

export interface WindowModel {
  readonly constants: Constants;
  readonly files: readonly CaptureFile[];
  /** Takes the events of these files, one after the other, in one sandbox. */
  profiler(files: readonly number[]): Role;
  execution(name: string, input: Readonly<Record<string, unknown>>): Role;
  readonly sweeper: Role;
}

const MACHINE = readMachine(
  readFileSync(new URL("../../statemachines/analyze-window.asl.json", import.meta.url), "utf8"),
);

/** `lateness`: how long the window waits after its end. */
export async function windowModel({
  files: kinds,
  lateness = "PT10M",
  variant = {},
}: {
  readonly files: readonly FileKind[];
  readonly lateness?: string;
  readonly variant?: Variant;
}): Promise<WindowModel> {
  const fixed = new MemoryObjectStore("work");
  const captures = new MemoryObjectStore(BUCKET);
  const monitor = parseMonitorDefinition({
    monitor: "shop",
    endpoint: "shop",
    capture: { uri: `s3://${BUCKET}` },
    columns: { names: ["score", "amount"] },
    since: new Date(WINDOW.start).toISOString(),
    lateness,
  });
  await putJson(fixed, monitorKey(monitor.monitor), monitor);
  const files = await Promise.all(kinds.map((kind, index) => captureFile(captures, kind, "ABCDEF"[index]!)));
  const profile = variant.profile ?? profileCaptureFile;
  const closerPorts = variant.closerPorts ?? ((ports: Ports) => ports);
  return {
    constants: { fixed, captures },
    files,
    profiler: (indexes) => ({
      name: `profiler ${indexes.map((index) => files[index]!.name).join(", ")}`,
      body: async ({ ports, event }) => {
        for (const index of indexes) {
          await event(files[index]!.key);
          await profile(ports, eventOf(files[index]!));
        }
      },
    }),
    execution: (name, input) => ({
      name,
      body: async ({ ports, wait, lost, returned }) => {
        const tasks = stepsOf(closerPorts(ports));
        const task = async (state: string, data: unknown): Promise<unknown> => {
          const outcome = await Promise.race([tasks[state]!(data as never).finally(returned), lost()]);
          // The machine's Retry: `Lambda.ServiceException` and its like begin the Task anew.
          return outcome === LOST ? task(state, data) : outcome;
        };
        return walkStateMachine(MACHINE, input, { until: wait, task }).then(
          (): ExecutionStatus => "SUCCEEDED",
          (error): ExecutionStatus => {
            if (error instanceof FailState) return "FAILED";
            throw error;
          },
        );
      },
    }),
    sweeper: { name: "sweep", body: ({ ports }) => sweepWindows(ports) },
  };
}

async function captureFile(captures: MemoryObjectStore, kind: FileKind, name: string): Promise<CaptureFile> {
  const time = kind === "own" ? WINDOW.start + 30 * MINUTE : WINDOW.end + 20_000;
  const { endpoint, variant } = WINDOW;
  const key = captureKeyOf({ prefix: "", endpoint, variant, time, id: name });
  const side = (mode: string, data: string) => ({
    observedContentType: "text/csv",
    mode,
    data,
    encoding: "CSV",
  });
  const record = {
    captureData: { endpointInput: side("INPUT", "1"), endpointOutput: side("OUTPUT", "0.5") },
    eventMetadata: { eventId: name, inferenceTime: new Date(WINDOW.start + 30 * MINUTE).toISOString() },
    eventVersion: "0",
  };
  await captures.put(key, `${JSON.stringify(record)}\n`);
  return { name, kind, key, object: (await captures.head(key))! };
}

const eventOf = ({ key, object }: CaptureFile) => ({
  source: "aws.s3",
  "detail-type": "Object Created",
  detail: { bucket: { name: BUCKET }, object: { key, etag: object.etag, size: object.size } },
});

/** The Tasks of the machine by the names of their states. */
function stepsOf(ports: Ports): Readonly<Record<string, (input: never) => Promise<unknown>>> {
  const step =
    <Input>(run: (ports: Ports, input: Input) => Promise<unknown>) =>
    (input: never) =>
      run(ports, input);
  return {
    "schedule-close": step(scheduleClose),
    "close-window": step(closeWindow),
    "profile-capture-file": step(profileCaptureFile),
    "merge-profiles": step(mergeProfiles),
    "analyze-window": step(analyzeWindow),
    "publish-report": step(publishReport),
    "start-retraining": step(startRetraining),
    "record-failure": step(recordFailure),
  };
}

/** Folder of the window's markers and revisions, and that of its partials, whatever the profile's configuration. */
export const FOLDER = `windows/${WINDOW.endpoint}/${WINDOW.variant}/${windowId(WINDOW)}/`;
export const PARTIALS = `partials/${WINDOW.endpoint}/${WINDOW.variant}/${windowId(WINDOW)}/`;
export const ID = windowId(WINDOW);
