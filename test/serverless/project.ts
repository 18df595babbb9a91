import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "./packaged.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");

/** A row of the table of docs/architecture.md. */
export interface StepRow {
  readonly step: string;
  readonly machines: readonly string[];
}

/** The table "Steps: one name everywhere". */
export function stepTable(): StepRow[] {
  const rows = read("docs", "architecture.md").matchAll(/^\| `([a-z-]+)` \| ([^|]+) \|/gm);
  return [...rows].map(([, step, machines]) => ({ step: step!, machines: machinesOf(machines!) }));
}

/** `– (SQS), analyze-window` → `analyze-window`: what else calls a step stands behind a dash. */
function machinesOf(cell: string): string[] {
  return cell
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("–"));
}

/** Handler files: those that export a handler. */
export function handlerFiles(): string[] {
  const files = readdirSync(join(ROOT, "functions")).filter((file) => file.endsWith(".ts"));
  return files
    .filter((file) => /export const handler\b/.test(read("functions", file)))
    .map((file) => file.replace(".ts", ""));
}

/** Parts of `adapters/aws/parts` that a handler is wired with. */
export function wiredParts(step: string): string[] {
  return /wire\(\[([^\]]*)\]/
    .exec(read("functions", `${step}.ts`))![1]!
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

/** Names of the four state machines. */
export function machineNames(): string[] {
  return readdirSync(join(ROOT, "statemachines"))
    .filter((file) => file.endsWith(".asl.json"))
    .map((file) => file.replace(".asl.json", ""));
}

/** A state machine's file, as text. */
export const machineText = (machine: string) => read("statemachines", `${machine}.asl.json`);

/** Every state of a machine, those inside a Map too, by name. A name that comes twice is there twice. */
export function statesOf(definition: Json): [string, Json][] {
  return Object.entries(definition.States as Json).flatMap(([name, state]: [string, Json]) => [
    [name, state] as [string, Json],
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor)),
    ...(state.Branches ?? []).flatMap(statesOf),
  ]);
}

/** `close-window` → `CloseWindow`. */
export const pascal = (name: string) =>
  name
    .split("-")
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join("");

/** Logical id of a function as the framework builds it. */
export const functionId = (name: string) =>
  `${name[0]!.toUpperCase()}${name.slice(1).replaceAll("-", "Dash")}LambdaFunction`;
