import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Io } from "../io.ts";
import { readDefinition } from "../read-definition.ts";

/** The definition in the file that was named; undefined where a stored monitor's name was. */
export async function wantedDefinition(
  io: Pick<Io, "cwd">,
  nameOrFile: string,
): Promise<MonitorDefinition | undefined> {
  const isFile = (await stat(resolve(io.cwd, nameOrFile)).catch(() => undefined))?.isFile() === true;
  return isFile ? readDefinition(io, nameOrFile) : undefined;
}
