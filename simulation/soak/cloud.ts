import type { VirtualClock } from "../../local/virtual-clock.ts";
import type {
  MetricDatum,
  ObjectStore,
  PlumblineEvent,
  PutCondition,
  PutOutcome,
} from "../../steps/ports.ts";
import type { MemoryObjectStore } from "../memory-object-store.ts";
import type { CallFaults } from "./faults.ts";
import type { StepFunctions } from "./step-functions.ts";
import type { Tally } from "./tally.ts";

/** What every part of the simulated account shares. */
export interface Cloud {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly tally: Tally;
  readonly captures: MemoryObjectStore;
  readonly work: MemoryObjectStore;
  readonly executions: StepFunctions;
  readonly faults: CallFaults;
  /** Writes to a bucket, watched. */
  put(
    bucket: ObjectStore,
    key: string,
    body: Uint8Array | string,
    condition: PutCondition | undefined,
  ): Promise<PutOutcome>;
  onBug(error: Error): void;
  onMetrics(namespace: string, datums: readonly MetricDatum[]): void;
  onEvents(events: readonly PlumblineEvent[]): void;
}
