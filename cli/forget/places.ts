import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { ObjectStore, ObjectVersions } from "../../steps/ports.ts";

/** A store, and all versions of what is in it. */
export interface VersionedStore {
  readonly store: ObjectStore;
  readonly versions: ObjectVersions;
}

/** Where a monitor's data lie: the work store, and the buckets of its captures and labels. */
export interface Places {
  readonly monitor: MonitorDefinition;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly work: VersionedStore;
  bucket(name: string): VersionedStore;
}
