/** The product's own step on a folder: bytes → lines → records → rows → profile → partial. */
import { type DiskPorts, diskPorts } from "../adapters/disk/disk-ports.ts";
import { parseCaptureKey } from "../shared/capture/capture-key.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { DatasetProfile } from "../shared/profile/dataset-profile.ts";
import { decodeProfile } from "../shared/profile/profile-codec.ts";
import { configHash } from "../shared/profile/profile-config.ts";
import { windowOf } from "../shared/window/window.ts";
import { monitorKey, partialKey } from "../shared/window/work-keys.ts";
import { putJson } from "../steps/json-object.ts";
import { profileCaptureFile } from "../steps/profile-capture-file.ts";
import { columnNames, ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";

/** The benchmark's monitor on a bucket (a folder) of captures with `columns` columns. */
export function benchMonitor(bucket: string, columns: number): MonitorDefinition {
  return parseMonitorDefinition({
    monitor: ENDPOINT,
    endpoint: ENDPOINT,
    capture: { uri: bucket },
    columns: { names: columnNames(columns) },
  });
}

export interface ProfilingJob {
  /** Profiles the file and writes its partial; no window is opened. */
  readonly run: () => Promise<unknown>;
  /** What the partial holds. Throws when `run` was not called. */
  readonly profile: () => Promise<DatasetProfile>;
}

/** A work store in `root` with the monitor in it, and the job of profiling `key` of `bucket`. */
export async function profilingJob(
  root: string,
  bucket: string,
  key: string,
  columns: number,
): Promise<ProfilingJob> {
  const ports: DiskPorts = diskPorts({ root });
  const monitor = benchMonitor(bucket, columns);
  await putJson(ports.work, monitorKey(ENDPOINT), monitor);
  const window = windowOf(ENDPOINT, "AllTraffic", FIRST_HOUR, HOUR_MS);
  const partial = partialKey(window, configHash(monitor), { bucket, ...parseCaptureKey(key)! });
  return {
    run: () => profileCaptureFile(ports, { objects: [{ bucket, key }], fence: "none" }),
    profile: async () => {
      const there = await ports.work.get(partial);
      if (there === undefined) throw new Error(`${partial} is not there; run the job first.`);
      return decodeProfile(there.body);
    },
  };
}
