import { access, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UnusableInput } from "../shared/errors.ts";

/** The work store of an analysis, and its folder for captures that lie loose. */
export const workFolder = (out: string): string => join(out, ".plumbline");
export const stagingFolder = (out: string): string => join(workFolder(out), "captures");
const marker = (out: string) => join(workFolder(out), "made-by-analyze");

/**
 * Empties the work store of an earlier analysis in `out`, so that the same input gives the same bytes. Throws `UnusableInput` where a
 * work store lies there that no analysis has made.
 */
export async function prepareOut(out: string): Promise<void> {
  const root = workFolder(out);
  const there = await readdir(root).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  if (there.length > 0 && !(await exists(marker(out))))
    throw new UnusableInput(
      `Got --out ${out}: ${root} is a work store that no analysis has made; expected a folder of its own. Give another --out, so that nothing of the store is lost.`,
    );
  for (const name of there) await rm(join(root, name), { recursive: true, force: true });
  await mkdir(root, { recursive: true });
  await writeFile(marker(out), "plumbline analyze made this folder and empties it before it runs again.\n");
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
