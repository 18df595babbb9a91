import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UnusableInput } from "../shared/errors.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import { nearest } from "../shared/monitors/nearest.ts";
import { allMonitors } from "../steps/monitor-catalog.ts";
import type { ObjectStore } from "../steps/ports.ts";
import type { Io } from "./io.ts";
import { readDefinition } from "./read-definition.ts";

/**
 * The stored monitor that is meant by its name or by the file of its definition: what runs is what is stored, so that a file is only
 * read for its name. Throws `UnusableInput` when the store has no such monitor.
 */
export async function findMonitor(
  io: Pick<Io, "cwd">,
  work: ObjectStore,
  nameOrFile: string,
): Promise<MonitorDefinition> {
  const isFile = (await stat(resolve(io.cwd, nameOrFile)).catch(() => undefined))?.isFile() === true;
  const name = isFile ? (await readDefinition(io, nameOrFile)).monitor : nameOrFile;
  const monitors = await storedMonitors(work);
  const found = monitors.find(({ monitor }) => monitor === name);
  if (found !== undefined) return found;
  const known = monitors.map(({ monitor }) => monitor);
  const right = nearest(name, known);
  throw new UnusableInput(
    `Got monitor "${name}"; ${known.length === 0 ? `${work.name} holds none` : `${work.name} holds ${known.slice(0, 20).join(", ")}`}${right === undefined ? "" : `; did you mean "${right}"?`} Put it there: plumbline push ${isFile ? nameOrFile : `monitors/${name}.yml`}`,
  );
}

/** Every monitor of a work store. */
export function storedMonitors(work: ObjectStore): Promise<readonly MonitorDefinition[]> {
  return allMonitors(work, 0); // read once a process: a command is over before that is old
}
