import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Description, recognizeDescription } from "../../../cli/import/description.ts";

const FOLDER = fileURLToPath(new URL("../../fixtures/model-monitor-descriptions/", import.meta.url));

/** Path of a description, as `aws sagemaker describe-… > name.json` would leave it. */
export const descriptionFile = (name: string): string => `${FOLDER}${name}.json`;

export const descriptionJson = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(descriptionFile(name), "utf8"));

export const description = (name: string): Description => recognizeDescription(descriptionJson(name))!;

/** What belongs together, by the schedule or the endpoint that it is about. */
export const MONITORS = {
  hourly: ["hourly-schedule", "hourly-job", "endpoint", "endpoint-config"],
  daily: ["daily-schedule", "daily-job", "loans-endpoint", "loans-endpoint-config"],
  inline: ["inline-schedule", "boston-endpoint"],
  batch: ["batch-schedule", "batch-job"],
  registered: ["endpoint", "endpoint-config", "model-package"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
