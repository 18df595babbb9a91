import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";

/** A file to write; nothing of it is written where another file would be lost. */
export interface FileToWrite {
  readonly path: string;
  readonly body: Uint8Array;
}

/** What `suggest-baseline` leaves beside the two files: it would go on judging by the limits of another baseline. */
const OF_ANOTHER_BASELINE = ["baseline.json", "calibration.json", "slots"];

/**
 * Writes the files, all or none: throws `UnusableInput` where one is there with other content, unless `force` is set. Files
 * that are there with the same content stay.
 */
export async function writeImport(
  files: readonly FileToWrite[],
  { force, baselineFolder }: { readonly force: boolean; readonly baselineFolder: string | undefined },
): Promise<void> {
  const stale =
    baselineFolder === undefined ? [] : OF_ANOTHER_BASELINE.map((name) => join(baselineFolder, name));
  if (!force) {
    for (const { path, body } of files) {
      const there = await bytesOf(path);
      if (there !== undefined && Buffer.compare(there, body) !== 0) throw new UnusableInput(taken(path));
    }
    for (const path of stale) if ((await bytesOf(path)) !== undefined) throw new UnusableInput(taken(path));
  }
  for (const path of stale) await rm(path, { recursive: true, force: true });
  for (const { path, body } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body);
  }
}

const taken = (path: string) =>
  `Got ${path}, which is there already and holds something else; expected a place of its own. Give another --out, or --force to replace it.`;

/** The bytes of a file; none, not undefined, where a folder is. */
async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    if (error.code === "EISDIR") return new Uint8Array();
    throw error;
  });
}
