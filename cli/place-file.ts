import { constants } from "node:fs";
import { copyFile, link, mkdir } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Puts a file of the user's under another path: linked, or copied where another file system has no link to it. What is there
 * already stays as it is, for it may be a link to another of the user's files; the answer is `taken` then.
 */
export async function placeFile(from: string, to: string): Promise<"placed" | "taken"> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw error;
      return copyFile(from, to, constants.COPYFILE_EXCL);
    });
    return "placed";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return "taken";
    throw error;
  }
}
