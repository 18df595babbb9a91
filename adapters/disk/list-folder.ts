import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { UnusableInput } from "../../shared/errors.ts";
import { OWN_FOLDER } from "./disk-key.ts";

interface Entry {
  /** Key of a file; key of a folder with a slash at the end. */
  readonly key: string;
  readonly folder: boolean;
  /** Whether it is certainly a file; a link may lead nowhere. */
  readonly isFile: boolean;
}

/**
 * Keys below `root` that begin with `prefix` and come after `startAfter`, in the byte order of UTF-8 as S3 lists
 * them: `a-b` before `a/b` before `a0`. One folder at a time is in memory. Throws `UnusableInput` when the root is not
 * there or a folder cannot be read: an empty answer would be taken for silence.
 */
export function* listFolder(root: string, prefix: string, startAfter: string): Generator<Entry> {
  const parent = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const real = realRoot(root);
  yield* walk(real, parent, prefix, startAfter);
}

function realRoot(root: string): string {
  try {
    return realpathSync(root);
  } catch (error) {
    throw unreadable(root, error);
  }
}

function* walk(root: string, folder: string, prefix: string, startAfter: string): Generator<Entry> {
  for (const entry of entriesOf(root, folder)) {
    const { key, folder: isFolder } = entry;
    if (!key.startsWith(prefix)) continue;
    const past = byteOrder(key, startAfter) > 0;
    if (isFolder && (past || startAfter.startsWith(key))) yield* walk(root, key, prefix, startAfter);
    if (!isFolder && past) yield entry;
  }
}

function entriesOf(root: string, folder: string): Entry[] {
  const path = join(root, folder);
  const entries: Entry[] = [];
  for (const found of read(path, folder === "")) {
    if (folder === "" && found.name === OWN_FOLDER) continue;
    const isFolder = found.isSymbolicLink() ? leadsToFolder(path, found.name) : found.isDirectory();
    entries.push({
      key: `${folder}${found.name}${isFolder ? "/" : ""}`,
      folder: isFolder,
      isFile: found.isFile(),
    });
  }
  return entries.sort((a, b) => byteOrder(a.key, b.key));
}

function read(path: string, isRoot: boolean): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (!isRoot && (code === "ENOENT" || code === "ENOTDIR")) return [];
    throw unreadable(path, error);
  }
}

/** A link to a folder above it would never end; it is taken for a file, which HEAD then does not find. */
function leadsToFolder(parent: string, name: string): boolean {
  const path = join(parent, name);
  if (!isFolder(path)) return false;
  const target = realpathSync(path);
  return !`${realpathSync(parent)}${sep}`.startsWith(`${target}${sep}`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // a link to nowhere, or gone by now
  }
}

/** Order of the UTF-8 bytes. JavaScript compares UTF-16, which differs where a character has a surrogate pair. */
function byteOrder(a: string, b: string): number {
  // Printable ASCII compares alike in both; it is nearly every key, and six times as fast.
  if (ASCII.test(a) && ASCII.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const ASCII = /^[\x00-\x7f]*$/;

function unreadable(path: string, error: unknown): UnusableInput {
  const code = (error as NodeJS.ErrnoException).code;
  const next =
    code === "ENOENT"
      ? "Make it, or correct the name."
      : code === "ENOTDIR"
        ? "Name the folder that holds it."
        : "Give this user the right to read it.";
  const reason =
    { ENOENT: "it does not exist", ENOTDIR: "it is a file", EACCES: "permission denied" }[String(code)] ??
    String(code);
  return new UnusableInput(`Folder ${path} cannot be read: ${reason}. ${next}`, { cause: error });
}
