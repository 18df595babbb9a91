import { hash } from "node:crypto";
import { JsonLines } from "../adapters/disk/json-lines.ts";
import { putJson, swapJson } from "../steps/json-object.ts";
import type { Clock, ObjectStore } from "../steps/ports.ts";
import type { Task } from "./local-state-machine.ts";
import type { LocalTrainingJobs } from "./local-training-jobs.ts";
import { SageMakerError } from "./training-request.ts";

/** A line of `notifications.jsonl`. */
export interface Notification {
  readonly time: string;
  readonly topic: string;
  readonly subject: string;
  readonly message: string;
}

export interface LocalServicesOptions {
  readonly work: ObjectStore;
  readonly clock: Clock;
  readonly trainingJobs: LocalTrainingJobs;
  /** `notifications.jsonl`. */
  readonly notifications: string;
  readonly onNotification?: (notification: Notification) => void;
}

/** The service integrations of the state machines, by Task state. */
export function localServices(options: LocalServicesOptions): Readonly<Record<string, Task>> {
  const notifications = new JsonLines<Notification>(options.notifications);
  return {
    "create-training-job": (request) => options.trainingJobs.create(request),
    "create-model-package": (request) => createModelPackage(options, request as ModelPackageRequest),
    notify: (request) => notify(options, notifications, request as Readonly<Record<string, unknown>>),
  };
}

interface ModelPackageRequest {
  readonly ModelPackageGroupName?: unknown;
  readonly ClientToken?: unknown;
}

/** `model-packages/<group>/group.json`: which token made which version. */
interface ModelPackageGroup {
  readonly versions: readonly { readonly version: number; readonly clientToken: string | null }[];
}

const GROUP = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** The version is given first and its file written second; the same ClientToken comes back to the same version and writes it if a crash did not. */
async function createModelPackage(
  { work, clock }: LocalServicesOptions,
  request: ModelPackageRequest,
): Promise<{ ModelPackageArn: string }> {
  const group = String(request.ModelPackageGroupName ?? "");
  if (!GROUP.test(group))
    throw new SageMakerError(
      "ValidationException",
      `Got ModelPackageGroupName ${JSON.stringify(group)}; expected 1 to 63 letters, digits and dashes. Change retraining.modelPackageGroup of the monitor.`,
    );
  const clientToken = typeof request.ClientToken === "string" ? request.ClientToken : null;
  let version = 1;
  await swapJson<ModelPackageGroup>(work, `model-packages/${group}/group.json`, (there) => {
    const versions = there?.versions ?? [];
    const known =
      clientToken === null ? undefined : versions.find((each) => each.clientToken === clientToken);
    version = known?.version ?? versions.length + 1;
    return known === undefined ? { versions: [...versions, { version, clientToken }] } : undefined;
  });
  const ModelPackageArn = `arn:aws:sagemaker:us-east-1:000000000000:model-package/${group}/${version}`;
  const made = {
    ...request,
    ModelPackageVersion: version,
    ModelPackageArn,
    CreationTime: new Date(clock.now()).toISOString(),
  };
  await putJson(work, `model-packages/${group}/${version}.json`, made, { ifNoneMatch: "*" });
  return { ModelPackageArn };
}

async function notify(
  options: LocalServicesOptions,
  lines: JsonLines<Notification>,
  request: Readonly<Record<string, unknown>>,
): Promise<{ MessageId: string }> {
  const notification: Notification = {
    time: new Date(options.clock.now()).toISOString(),
    topic: String(request["TopicArn"]),
    subject: String(request["Subject"] ?? ""),
    message: String(request["Message"] ?? ""),
  };
  await lines.append([notification]);
  options.onNotification?.(notification);
  return { MessageId: hash("sha256", JSON.stringify(notification), "hex").slice(0, 32) };
}
