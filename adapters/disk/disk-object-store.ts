/**
 * A folder as a bucket: conditional writes, strong LIST in byte order, ETag = content. Writes go through a temporary
 * file, so that a reader sees the old object or the new one and a crash leaves neither half; nothing is
 * flushed to the platter (a power cut may cost the last seconds, and the sweep repairs that).
 *
 * Calls to the file system are synchronous but for long files: each takes some ten microseconds, while a promise of the
 * thread pool takes several times that (a thousand windows of nothing: 6.6 s → 3.0 s on two busy cores).
 *
 * What a bucket can and a folder cannot: hold `a` and `a/b` at once.
 */
import { randomUUID } from "node:crypto";
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import type {
  ObjectStore,
  PutCondition,
  PutOutcome,
  StoredObject,
  StreamOptions,
} from "../../steps/ports.ts";
import { checkRange, rangeBehindEnd } from "../byte-range.ts";
import { checkDiskKey, OWN_FOLDER } from "./disk-key.ts";
import { etagOf, FileEtags } from "./file-etags.ts";
import { withFileLock } from "./file-lock.ts";
import { listFolder } from "./list-folder.ts";

const PIECE_BYTES = 1 << 20;
const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"]);

export class DiskObjectStore implements ObjectStore {
  /** The folder, as it was given. */
  readonly name: string;
  private readonly etags = new FileEtags();
  private ready = false;

  /** The folder is made by the first write. */
  constructor(root: string) {
    this.name = root.replace(/(.)[/\\]+$/, "$1");
  }

  async get(key: string): Promise<{ body: Uint8Array; etag: string } | undefined> {
    return this.read(this.pathOf(key));
  }

  async *stream(key: string, { passing = false }: StreamOptions = {}): AsyncGenerator<Uint8Array> {
    const small = this.readSmall(this.pathOf(key));
    if (small !== undefined) {
      yield small;
      return;
    }
    if (passing) {
      yield* this.readPassing(key);
      return;
    }
    // Loaded here, because few objects are long and it costs a start 2 ms.
    const { open } = await import("node:fs/promises");
    const file = await open(this.pathOf(key)).catch(absent);
    if (file === undefined || !(await file.stat()).isFile()) {
      await file?.close();
      throw new ObjectNotFound(`${this.name}/${key} does not exist.`);
    }
    for await (const piece of file.createReadStream({ highWaterMark: PIECE_BYTES }))
      yield piece as Uint8Array;
  }

  async range(key: string, start: number, end: number): Promise<Uint8Array> {
    const where = `${this.name}/${key}`;
    checkRange(where, start, end);
    const file = unlessAbsent(() => openSync(this.pathOf(key), "r"));
    if (file === undefined) throw new ObjectNotFound(`${where} does not exist.`);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw new ObjectNotFound(`${where} does not exist.`);
      if (start >= stats.size) throw rangeBehindEnd(where, start, end);
      const bytes = new Uint8Array(Math.min(end, stats.size) - start);
      return bytes.subarray(0, readFully(file, bytes, start));
    } finally {
      closeSync(file);
    }
  }

  async head(key: string): Promise<StoredObject | undefined> {
    const path = this.pathOf(key);
    const stats = unlessAbsent(() => statSync(path, { bigint: true }));
    if (stats === undefined || !stats.isFile()) return undefined;
    const etag = await this.etags.get(path, stats).catch(absent);
    return etag === undefined ? undefined : { key, etag, size: Number(stats.size) };
  }

  async put(key: string, body: Uint8Array | string, condition: PutCondition = {}): Promise<PutOutcome> {
    const path = this.pathOf(key);
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const temporary = this.own("temporary", randomUUID());
    try {
      const stats = writeTemporary(temporary, bytes);
      if (!(await this.place(temporary, path, key, condition))) return { written: false };
      const etag = etagOf(bytes);
      this.etags.prime(path, stats, etag);
      return { written: true, etag };
    } catch (error) {
      throw explain(error, this.name, key);
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  async *list(prefix: string, options: { readonly startAfter?: string } = {}): AsyncGenerator<StoredObject> {
    checkDiskKey(`${prefix}x`);
    for (const { key, isFile } of listFolder(this.name, prefix, options.startAfter ?? ""))
      if (isFile || (await this.head(key)) !== undefined) yield this.listed(key);
  }

  /**
   * Size and ETag are looked for when somebody asks: whoever only counts partials needs neither, and an ETag is a file to read
   * (864,000 of them in a month of ten files a minute). A file that is gone by then is empty and has none.
   */
  private listed(key: string): StoredObject {
    const { name, etags } = this;
    return {
      key,
      get size() {
        return unlessAbsent(() => statSync(join(name, key)).size) ?? 0;
      },
      get etag() {
        return unlessAbsent(() => etags.now(join(name, key))) ?? "";
      },
    };
  }

  async delete(key: string): Promise<void> {
    const path = this.pathOf(key);
    if (unlessAbsent(() => statSync(path)) === undefined) return;
    // EPERM: the answer of some systems for a folder; no object of that name is there.
    await this.lock(key, () => unlessAbsent(() => unlinkSync(path), "EPERM"));
  }

  private async place(
    temporary: string,
    path: string,
    key: string,
    condition: PutCondition,
  ): Promise<boolean> {
    if (condition.ifNoneMatch !== undefined) return withFolder(path, () => linkNew(temporary, path));
    // Whatever replaces takes the lock, so that nothing comes between the look and the write of an If-Match.
    return this.lock(key, () => {
      if (condition.ifMatch !== undefined && this.read(path)?.etag !== condition.ifMatch) return false;
      withFolder(path, () => renameSync(temporary, path));
      return true;
    });
  }

  private read(path: string): { body: Uint8Array; etag: string } | undefined {
    const body = unlessAbsent(() => readFileSync(path));
    if (body === undefined) return undefined;
    return {
      body,
      // When somebody asks: of a thousand partials of 108 KB that are only merged it would take 0.2 s.
      get etag() {
        return etagOf(body);
      },
    };
  }

  /** A file of one piece at most; 5,000 buffers of a megabyte for files of 30 kB cost 20 s of collecting garbage. */
  private readSmall(path: string): Uint8Array | undefined {
    const stats = unlessAbsent(() => statSync(path));
    return stats?.isFile() && stats.size <= PIECE_BYTES ? unlessAbsent(() => readFileSync(path)) : undefined;
  }

  /** Into one buffer: a new megabyte for each piece cost a fifth of the time of profiling a file of 100 MB. */
  private *readPassing(key: string): Generator<Uint8Array> {
    const file = unlessAbsent(() => openSync(this.pathOf(key), "r"));
    if (file === undefined) throw new ObjectNotFound(`${this.name}/${key} does not exist.`);
    try {
      if (!fstatSync(file).isFile()) throw new ObjectNotFound(`${this.name}/${key} does not exist.`);
      const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
      for (let read = readSync(file, piece); read > 0; read = readSync(file, piece))
        yield piece.subarray(0, read);
    } finally {
      closeSync(file);
    }
  }

  private lock<T>(key: string, action: () => T): Promise<T> {
    return withFileLock(this.own("locks", etagOf(Buffer.from(key))), action);
  }

  private pathOf(key: string): string {
    checkDiskKey(key);
    return join(this.name, key);
  }

  private own(folder: "temporary" | "locks", file: string): string {
    if (!this.ready)
      for (const each of ["temporary", "locks"])
        mkdirSync(join(this.name, OWN_FOLDER, each), { recursive: true });
    this.ready = true;
    return join(this.name, OWN_FOLDER, folder, file);
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (!ABSENT.has(String(error.code))) throw error;
}

function unlessAbsent<T>(action: () => T, ...more: string[]): T | undefined {
  try {
    return action();
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    if (ABSENT.has(code) || more.includes(code)) return undefined;
    throw error;
  }
}

/** Fills `bytes` from a position on; a read may give less than it is asked for. Returns how many there were. */
function readFully(file: number, bytes: Uint8Array, position: number): number {
  let filled = 0;
  for (let read = -1; filled < bytes.length && read !== 0; filled += read)
    read = readSync(file, bytes, filled, bytes.length - filled, position + filled);
  return filled;
}

function writeTemporary(path: string, bytes: Uint8Array): BigIntStats {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, bytes);
    return fstatSync(file, { bigint: true });
  } finally {
    closeSync(file);
  }
}

function linkNew(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Tries without making the folder first: nearly always it is there. */
function withFolder<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return action();
  }
}

function explain(error: unknown, root: string, key: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const cause = { cause: error };
  if (code === "ENOTDIR" || code === "EISDIR" || code === "EEXIST")
    return new UnusableInput(
      `${root}/${key} cannot be written: a file stands where a folder has to be, or the other way round. Remove it, or use another folder.`,
      cause,
    );
  if (code === "EACCES" || code === "EROFS")
    return new UnusableInput(
      `${root}/${key} cannot be written (${code}). Give this user the right to write there, or use another folder.`,
      cause,
    );
  if (code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP")
    return new UnusableInput(
      `${root}/${key} cannot be written (${code}): the file system has no hard links, which make conditional writes safe. Use a folder on a local disk.`,
      cause,
    );
  return error;
}
