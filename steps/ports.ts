/**
 * What the steps ask of the world. Two sets of adapters answer: `adapters/aws` and `adapters/disk`.
 * All times are epoch milliseconds.
 */

import type { EndpointCapture } from "../shared/monitors/capture-coverage.ts";
import type { MetricDatum } from "../shared/report/metric-datum.ts";

export interface StoredObject {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** When it was written, by the store's own clock (S3: whole seconds); absent where the store has none. */
  readonly modified?: number;
}

/** The outcome of a conditional write. `etag` of a lost race is not known: read again. */
export type PutOutcome = { readonly written: true; readonly etag: string } | { readonly written: false };

export interface PutCondition {
  /** Only if nothing is there. */
  readonly ifNoneMatch?: "*";
  /** Only if this version is there. */
  readonly ifMatch?: string;
}

/** One bucket: strongly consistent, keys in byte order, conditional writes as S3's. */
export interface StreamOptions {
  /** Whether a piece may be overwritten when the next one is asked for, because nobody holds on to it. */
  readonly passing?: boolean;
}

export interface ObjectStore {
  /** s3://bucket or the folder, for messages and for `lineage.json`. */
  readonly name: string;
  /** `undefined` when absent. */
  get(key: string): Promise<{ readonly body: Uint8Array; readonly etag: string } | undefined>;
  /** The bytes in pieces. Throws `ObjectNotFound` when absent. */
  stream(key: string, options?: StreamOptions): AsyncIterable<Uint8Array>;
  /**
   * The bytes from `start` to `end` (exclusive), fewer where the object ends before. Throws `ObjectNotFound` when absent,
   * `UnusableInput` when the range is empty or begins behind the object's end.
   */
  range(key: string, start: number, end: number): Promise<Uint8Array>;
  head(key: string): Promise<StoredObject | undefined>;
  put(key: string, body: Uint8Array | string, condition?: PutCondition): Promise<PutOutcome>;
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<StoredObject>;
  delete(key: string): Promise<void>;
}

/** One version of an object, or the marker that a deletion left. */
export interface ObjectVersion {
  readonly key: string;
  /** S3's id of the version; absent where the store keeps only what is there now. */
  readonly id?: string;
  /** Bytes; 0 of a marker. */
  readonly size: number;
  /** Whether it is what a reader of the key meets. */
  readonly current: boolean;
}

/**
 * What a bucket keeps of its objects, replaced and deleted ones too, and its removal for good. Apart from `ObjectStore`, because no
 * function may do this: only whoever forgets asks for it, with rights of his own.
 */
export interface ObjectVersions {
  /** In the order of the keys; of one key, the newest first. */
  list(prefix: string, options?: { readonly startAfter?: string }): AsyncIterable<ObjectVersion>;
  /** Removes them for good. Resolves with those that could not be removed, each with its reason. */
  purge(versions: readonly ObjectVersion[]): Promise<readonly NotPurged[]>;
}

export interface NotPurged {
  readonly key: string;
  readonly reason: string;
}

export type { MetricDatum };

export interface MetricSink {
  /**
   * Resolves with the number of datums that were left out because the service cannot hold them. Throws before anything is
   * sent when a number is not finite, and `Refused` when the service takes nothing from us in this namespace.
   */
  put(namespace: string, datums: readonly MetricDatum[]): Promise<number>;
}

/** How much traffic an endpoint had, by somebody else's count (CloudWatch `AWS/SageMaker Invocations`). */
export interface Traffic {
  /** `undefined` when nobody counted. */
  invocations(endpoint: string, variant: string, start: number, end: number): Promise<number | undefined>;
  /** Those of them that ended in an error, of which no record may have been captured. `undefined` when nobody counted. */
  errors(endpoint: string, variant: string, start: number, end: number): Promise<number | undefined>;
}

/** The model behind an endpoint variant. */
export interface DeployedModel {
  /** `churn/8` of a model package group, otherwise the model's name. */
  readonly modelVersion: string;
  /** Every name that a baseline may be bound by: the version, the model's name, the ARN of its package. */
  readonly names: readonly string[];
  /** When it took effect, as well as the service tells. */
  readonly since: number;
  /** The endpoint configuration that brought it; null where there is none. */
  readonly endpointConfig: string | null;
}

/** What can be said of the model, or why nothing can; and of the endpoint's data capture, where the service tells. */
export type Deployed = (
  | { readonly ok: true; readonly model: DeployedModel }
  | { readonly ok: false; readonly reason: string }
) & { readonly capture?: EndpointCapture };

/** Which model an endpoint variant has now. It never throws because it may not ask or there is no endpoint. */
export interface Deployments {
  current(endpoint: string, variant: string): Promise<Deployed>;
}

export type MachineName = "analyze-window" | "retrain" | "replay" | "suggest-baseline";
export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** State machine executions. The name is a lock: at most one execution of a machine has it. */
export interface Executions {
  /** `started` also when the same name runs with the same input; `exists` when the name is spent. */
  start(machine: MachineName, name: string, input: unknown): Promise<"started" | "exists">;
  status(machine: MachineName, name: string): Promise<ExecutionStatus | undefined>;
}

export interface TrainingJobStatus {
  readonly name: string;
  readonly status: "InProgress" | "Completed" | "Failed" | "Stopping" | "Stopped";
  readonly failureReason?: string;
  /** s3:// or folder path of `model.tar.gz`. */
  readonly modelArtifacts?: string;
  /** Final values of the job's metric definitions. */
  readonly metrics: Readonly<Record<string, number>>;
}

export interface TrainingJobs {
  describe(name: string): Promise<TrainingJobStatus | undefined>;
  stop(name: string): Promise<void>;
}

/** One entry on the event bus. */
export interface PlumblineEvent {
  /** `Plumbline Window Verdict`, `Plumbline Retraining Decision`, … */
  readonly detailType: string;
  readonly time: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface EventSink {
  put(events: readonly PlumblineEvent[]): Promise<void>;
}

export interface Clock {
  now(): number;
}

/** Everything a step may ask for. A step names the part it needs: `Pick<Ports, "work" | "clock">`. */
export interface Ports {
  readonly work: ObjectStore;
  /** A capture bucket (or folder) by name. */
  captures(bucket: string): ObjectStore;
  readonly metrics: MetricSink;
  readonly traffic: Traffic;
  readonly deployments: Deployments;
  readonly executions: Executions;
  readonly trainingJobs: TrainingJobs;
  readonly events: EventSink;
  readonly clock: Clock;
  /** Key of the hashes that stand for sensitive values. */
  readonly sensitiveKey: string;
}
