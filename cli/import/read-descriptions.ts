import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { UnusableInput } from "../../shared/errors.ts";
import type { Io } from "../io.ts";
import { type Description, leavesOf, recognizeDescription } from "./description.ts";

/**
 * What the files describe, in their order, a description that was given twice once. Throws `UnusableInput` where one is no answer of
 * a describe call.
 */
export async function readDescriptions(
  { cwd }: Pick<Io, "cwd">,
  files: readonly string[],
): Promise<Description[]> {
  const read = await Promise.all(files.map((file) => readDescription(resolve(cwd, file), file)));
  return read.filter((each, at) => !read.slice(0, at).some((before) => isDeepStrictEqual(before, each)));
}

async function readDescription(path: string, file: string): Promise<Description> {
  const found = recognizeDescription(jsonIn(await readFile(path, "utf8"), file));
  if (found === undefined)
    throw new UnusableInput(
      `Got ${file}, which describes nothing of Model Monitor; expected JSON as aws sagemaker describe-monitoring-schedule, describe-data-quality-job-definition, describe-endpoint, describe-endpoint-config or describe-model-package prints it. Get one with --output json.`,
    );
  requireTypes(found, file);
  return found;
}

function jsonIn(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnusableInput(
      `Got ${file}, which is not JSON (${(cause as Error).message.slice(0, 200)}); expected the whole answer of a describe call. Get it again with --output json.`,
      { cause },
    );
  }
}

interface Expected {
  readonly what: string;
  readonly is: (value: unknown) => boolean;
}
const NAME: Expected = { what: "a name", is: (value) => typeof value === "string" && value !== "" };
/** Of a schedule of batch transform it may be empty. */
const TEXT: Expected = { what: "a text", is: (value) => typeof value === "string" };
const PERCENT: Expected = {
  what: "a number from 0 to 100",
  is: (value) => typeof value === "number" && value >= 0 && value <= 100,
};
const ADDRESS: Expected = {
  what: "s3://bucket/prefix",
  is: (value) => typeof value === "string" && /^s3:\/\/[^/]+/.test(value),
};

/** What a definition is made of, by the last key wherever it stands: a wrong one must not become a default in silence. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  MonitoringScheduleName: NAME,
  JobDefinitionName: NAME,
  EndpointName: TEXT,
  EndpointConfigName: NAME,
  VariantName: NAME,
  ScheduleExpression: NAME,
  ExcludeFeaturesAttribute: TEXT,
  S3Uri: TEXT,
  CurrentSamplingPercentage: PERCENT,
  InitialSamplingPercentage: PERCENT,
  DestinationS3Uri: ADDRESS,
  DataCapturedDestinationS3Uri: ADDRESS,
};

function requireTypes({ fields }: Description, file: string): void {
  for (const { path, value } of leavesOf(fields)) {
    const expected = EXPECTED[path.at(-1) ?? ""];
    if (expected === undefined || value === null || expected.is(value)) continue;
    throw new UnusableInput(
      `Got ${file}, whose ${path.join(".")} is ${JSON.stringify(value)?.slice(0, 200)}; expected ${expected.what}, as the describe call prints it. Get it again with --output json.`,
    );
  }
}
