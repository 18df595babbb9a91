import { existsSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../shared/data/model-monitor/", import.meta.url);

/** Whether the service's own files (not part of this repository) lie beside it; says so once where they do not. */
export function realFilesPresent(suite: string): boolean {
  const present = existsSync(FOLDER);
  if (!present) console.log(`${suite}: skipped, the service's own files are not beside the repository`);
  return present;
}

export const readReal = (path: string) => readFileSync(new URL(path, FOLDER), "utf8");
