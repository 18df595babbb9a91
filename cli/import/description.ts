/** One thing that SageMaker describes, known by its fields: which call has printed it need not be said. */
import { type JsonObject, objectOf, textOf } from "../../shared/capture/json-type.ts";

const KINDS = ["schedule", "job", "other job", "endpoint", "endpoint config", "model package"] as const;
export type DescriptionKind = (typeof KINDS)[number];

export interface Description {
  readonly kind: DescriptionKind;
  /** Its own name, for messages; empty where it has none. */
  readonly name: string;
  readonly fields: JsonObject;
}

/** A field that only this kind has, and the field of its name. An endpoint names its configuration too, so it comes first. */
const MARKS: readonly (readonly [mark: RegExp, kind: DescriptionKind, name: string])[] = [
  [/^MonitoringScheduleConfig$/, "schedule", "MonitoringScheduleName"],
  [/^DataQuality(JobInput|AppSpecification)$/, "job", "JobDefinitionName"],
  [/^Model(Quality|Bias|Explainability)(JobInput|AppSpecification)$/, "other job", "JobDefinitionName"],
  [/^Endpoint(Arn|Status)$/, "endpoint", "EndpointName"],
  [/^EndpointConfigArn$/, "endpoint config", "EndpointConfigName"],
  [/^ModelPackage(Arn|Status)$/, "model package", "ModelPackageArn"],
];

/** What a `describe` call has answered; undefined for any other JSON. */
export function recognizeDescription(json: unknown): Description | undefined {
  const fields = objectOf(json);
  if (fields === undefined) return undefined;
  const found = MARKS.find(([mark]) => Object.keys(fields).some((key) => mark.test(key)));
  return found && { kind: found[1], name: textOf(fields[found[2]]) ?? "", fields };
}

/** The value at a path of keys joined by dots; undefined where nothing is. */
export function valueAt(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((at, key) => objectOf(at)?.[key], value);
}

/** The text at a path; undefined where none is. */
export const textAt = (value: unknown, path: string): string | undefined => textOf(valueAt(value, path));

/** A field with nothing below it: its keys, positions in lists left out, and its value. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Every leaf of a description, in its order. What is empty is a leaf too: `Parquet: {}` says something. */
export function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap((each) => leavesOf(each, path));
  const object = objectOf(value);
  if (object === undefined || Object.keys(object).length === 0) return [{ path, value }];
  return Object.entries(object).flatMap(([key, each]) => leavesOf(each, [...path, key]));
}
