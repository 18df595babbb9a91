import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Ports } from "../../steps/ports.ts";
import { DiskDeployments } from "./disk-deployments.ts";
import { DiskEvents } from "./disk-events.ts";
import { DiskExecutions } from "./disk-executions.ts";
import { DiskMetrics } from "./disk-metrics.ts";
import { DiskObjectStore } from "./disk-object-store.ts";
import { DiskTraffic } from "./disk-traffic.ts";
import { DiskTrainingJobs } from "./disk-training-jobs.ts";

export interface DiskPorts extends Ports {
  readonly work: DiskObjectStore;
  readonly metrics: DiskMetrics;
  readonly traffic: DiskTraffic;
  readonly deployments: DiskDeployments;
  readonly executions: DiskExecutions;
  readonly trainingJobs: DiskTrainingJobs;
  readonly events: DiskEvents;
}

export interface DiskPortsOptions {
  /** Folder of the work store and of everything beside it; made when it is not there. */
  readonly root: string;
  readonly clock?: Clock;
  /** Folder of a capture bucket; the bucket's name is the folder where nothing else is said. */
  readonly captures?: (bucket: string) => string;
}

/** The ports on one folder. Executions are only queued here; `local/engine.ts` runs them. */
export function diskPorts({
  root,
  clock = { now: () => Date.now() },
  captures = (bucket) => bucket,
}: DiskPortsOptions): DiskPorts {
  mkdirSync(root, { recursive: true });
  const work = new DiskObjectStore(root);
  const opened = new Map<string, DiskObjectStore>();
  return {
    work,
    captures(bucket) {
      const store = opened.get(bucket) ?? new DiskObjectStore(captures(bucket));
      opened.set(bucket, store);
      return store;
    },
    metrics: new DiskMetrics(join(root, "metrics.jsonl")),
    traffic: new DiskTraffic(root),
    deployments: new DiskDeployments(work, clock),
    executions: new DiskExecutions(work, clock),
    trainingJobs: new DiskTrainingJobs(work),
    events: new DiskEvents(join(root, "events.jsonl")),
    clock,
    get sensitiveKey() {
      return process.env["PLUMBLINE_SENSITIVE_KEY"] || ownKey(root);
    },
  };
}

/** `sensitive.key`, made once and readable by its owner only; of two that make it at once, one wins. */
function ownKey(root: string): string {
  const path = join(root, "sensitive.key");
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const own = `${path}.${process.pid}`;
  writeFileSync(own, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  try {
    linkSync(own, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(own, { force: true });
  }
  return readFileSync(path, "utf8").trim();
}
