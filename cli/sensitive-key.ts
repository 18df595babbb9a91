import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { diskPorts } from "../adapters/disk/disk-ports.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Io } from "./io.ts";
import { isS3, storeOf } from "./open-store.ts";

/**
 * Key of the hashes that stand for sensitive values: `PLUMBLINE_SENSITIVE_KEY`, or the one that the work store of this machine keeps.
 * A baseline and the windows that are judged by it need the same key, or every value looks new. Empty where no column is sensitive.
 */
export function sensitiveKeyOf(io: Pick<Io, "cwd" | "env">, columns: number | undefined): string {
  if (!columns) return "";
  const store = storeOf(io, undefined);
  const own = io.env["PLUMBLINE_SENSITIVE_KEY"];
  if (own) return own;
  return diskPorts({ root: resolve(io.cwd, isS3(store) ? ".plumbline" : store) }).sensitiveKey;
}

/** Gives that key to a work store that a command makes for itself, where the definition has sensitive columns. */
export async function keepSensitiveKey(
  io: Pick<Io, "cwd" | "env">,
  root: string,
  { columns }: MonitorDefinition,
): Promise<void> {
  const key = sensitiveKeyOf(io, columns.sensitive?.length);
  if (key === "") return;
  await mkdir(root, { recursive: true });
  await writeFile(join(root, "sensitive.key"), `${key}\n`, { mode: 0o600 });
}
