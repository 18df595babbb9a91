import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import * as errors from "../../shared/errors.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { steps } from "../../steps/index.ts";
import type { Ports } from "../../steps/ports.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";
import { type Machine, readMachine } from "../walk-state-machine.ts";

/** Code as it was deployed once: its steps, its state machine, and the errors that its steps tell apart. */
export interface Release {
  readonly version: string;
  readonly steps: Readonly<Record<string, (ports: Ports, input: never) => Promise<unknown>>>;
  readonly errors: Pick<typeof errors, "Throttled" | "ObjectNotFound" | "UnusableInput">;
  /** What its adapters make of S3's 500; 0.1.0 took it for no reason to ask again. */
  readonly serverError: "Throttled" | "InternalError";
  /** Its `analyze-window.asl.json`. */
  readonly machine: Machine;
  readonly parseMonitorDefinition: typeof parseMonitorDefinition;
  readonly baselineFrom: typeof baselineFrom;
  readonly writeBaseline: typeof writeBaseline;
}

const RELEASES = new URL("../../test/fixtures/releases/", import.meta.url);

/** The code of this checkout. */
export const today: Release = {
  version: "today",
  steps: steps as unknown as Release["steps"],
  errors,
  serverError: "Throttled",
  machine: readMachine(
    readFileSync(new URL("../../statemachines/analyze-window.asl.json", import.meta.url), "utf8"),
  ),
  parseMonitorDefinition,
  baselineFrom,
  writeBaseline,
};

/** A release that was kept (`test/fixtures/make-release.ts`). */
export async function keptRelease(version: string): Promise<Release> {
  const read = (name: string) => readFileSync(new URL(`${version}/${name}`, RELEASES));
  // A file, because a data: address would be in every line of a stack.
  const folder = mkdtempSync(join(tmpdir(), `plumbline-${version}-`));
  try {
    const file = join(folder, "steps.mjs");
    writeFileSync(file, gunzipSync(read("steps.mjs.gz")));
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Omit<
      Release,
      "version" | "machine" | "serverError"
    >;
    return {
      ...module,
      version,
      serverError: "InternalError",
      machine: readMachine(read("analyze-window.asl.json").toString()),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
