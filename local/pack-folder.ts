import { mkdir, readdir, rename } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { create } from "tar";

/**
 * Packs the files of a folder into a `.tar.gz` whose bytes are a function of their names, modes and contents: sorted, at
 * time 0, without owners. The file appears whole or not at all. Gives the number of files.
 */
export async function packFolder(folder: string, archive: string): Promise<number> {
  const files = await filesOf(folder);
  await mkdir(dirname(archive), { recursive: true });
  const temporary = `${archive}.${process.pid}`;
  // An empty archive is one with an entry for the folder.
  const entries = files.length === 0 ? ["./"] : files;
  await create(
    { file: temporary, cwd: folder, gzip: true, portable: true, mtime: new Date(0), noDirRecurse: true },
    entries,
  );
  await rename(temporary, archive);
  return files.length;
}

async function filesOf(folder: string): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  // A name that begins with @ would be read as an archive to include.
  return files.sort((a, b) => (a < b ? -1 : 1)).map((name) => (name.startsWith("@") ? `./${name}` : name));
}
