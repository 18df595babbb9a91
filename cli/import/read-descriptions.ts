import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { jsonOf } from "../../shared/capture/json-type.ts";
import { UnusableInput } from "../../shared/errors.ts";
import type { Io } from "../io.ts";
import { type Description, recognizeDescription } from "./description.ts";

/** What the files describe, in their order. Throws `UnusableInput` where one is no answer of a describe call. */
export function readDescriptions({ cwd }: Pick<Io, "cwd">, files: readonly string[]): Promise<Description[]> {
  return Promise.all(
    files.map(async (file) => {
      const found = recognizeDescription(jsonOf(await readFile(resolve(cwd, file), "utf8")));
      if (found !== undefined) return found;
      throw new UnusableInput(
        `Got ${file}, which describes nothing of Model Monitor; expected JSON as aws sagemaker describe-monitoring-schedule, describe-data-quality-job-definition, describe-endpoint, describe-endpoint-config or describe-model-package prints it. Get one with --output json.`,
      );
    }),
  );
}
