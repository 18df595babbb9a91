/** Capture files that a command line names: files, folders to any depth, `s3://` prefixes. */
import { readdir, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type CaptureKey, parseCaptureKey } from "../shared/capture/capture-key.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { Io } from "./io.ts";
import { isS3, openLocation } from "./open-store.ts";

export interface CaptureFile {
  /** Absolute path, or `s3://bucket/key`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Where the path is laid out as SageMaker lays it out: what it says, and the folder or prefix above it. */
  readonly at?: { readonly root: string; readonly key: CaptureKey };
}

export interface FoundCaptures {
  readonly files: readonly CaptureFile[];
  /** Files that are no capture files, each with its reason. */
  readonly leftAside: readonly { readonly file: string; readonly reason: string }[];
}

const CAPTURE_NAME = /\.jsonl(\.gz)?$/;

/** In the order of their paths. Throws `UnusableInput` where an argument cannot be read or none of them holds a capture file. */
export async function findCaptures(
  io: Pick<Io, "cwd" | "env">,
  uris: readonly string[],
): Promise<FoundCaptures> {
  const files = new Map<string, CaptureFile>();
  const leftAside: { file: string; reason: string }[] = [];
  for (const uri of uris) {
    for await (const file of filesIn(io, uri)) {
      if (!CAPTURE_NAME.test(file.path))
        leftAside.push({ file: basename(file.path), reason: "its name does not end in .jsonl or .jsonl.gz" });
      else if (file.size === 0) leftAside.push({ file: basename(file.path), reason: "it is empty" });
      else files.set(file.path, file);
    }
  }
  if (files.size === 0) throw new UnusableInput(nothingIn(uris, leftAside));
  const found = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: found, leftAside };
}

/** Every file in a folder, at an `s3://` prefix, or the file itself, whatever its name, in the order of the keys. Hidden folders are passed over. */
export function filesIn(io: Pick<Io, "cwd" | "env">, uri: string): AsyncGenerator<CaptureFile> {
  return isS3(uri) ? filesInS3(io, uri) : filesBelow(resolve(io.cwd, uri));
}

function nothingIn(uris: readonly string[], leftAside: FoundCaptures["leftAside"]): string {
  const [first] = leftAside;
  const got =
    first === undefined
      ? "no file"
      : `${leftAside.length} file${leftAside.length === 1 ? "" : "s"} that hold no records (${first.file}: ${first.reason})`;
  return `Got ${got} in ${uris.join(", ")}; expected capture files that end in .jsonl, at best below {endpoint}/{variant}/yyyy/MM/dd/HH/. Give the folder or s3:// prefix that data capture writes to.`;
}

async function* filesBelow(path: string): AsyncGenerator<CaptureFile> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UnusableInput(
      `${path} cannot be read: ${cause.code === "ENOENT" ? "it does not exist" : cause.code === "ENOTDIR" ? "a file stands where a folder is expected" : cause.code}. Correct the path, or give this user the right to read it.`,
      { cause },
    );
  });
  if (!found.isDirectory()) {
    yield { path, size: found.size, ...layoutOf(path.replace(/^\//, ""), "/") };
    return;
  }
  const names = await readdir(path).catch((cause: NodeJS.ErrnoException) => {
    throw new UnusableInput(`${path} cannot be read: ${cause.code}. Give this user the right to read it.`, {
      cause,
    });
  });
  // Hidden folders hold the stores of this program, not captures.
  for (const name of names.sort()) if (!name.startsWith(".")) yield* filesBelow(join(path, name));
}

async function* filesInS3(io: Pick<Io, "cwd" | "env">, uri: string): AsyncGenerator<CaptureFile> {
  const { store, prefix } = await openLocation(io, uri);
  const whole = CAPTURE_NAME.test(prefix.replace(/\/$/, "")) ? prefix.replace(/\/$/, "") : prefix;
  for await (const { key, size } of store.list(whole))
    yield { path: `${store.name}/${key}`, size, ...layoutOf(key, `${store.name}/`) };
}

function layoutOf(key: string, above: string): Pick<CaptureFile, "at"> {
  const parsed = parseCaptureKey(key);
  if (parsed === undefined) return {};
  const root = `${above}${parsed.prefix}`.replace(/(.)\/$/, "$1");
  const own = key.slice(parsed.prefix === "" ? 0 : parsed.prefix.length + 1);
  return { at: { root, key: isS3(above) ? parsed : parseCaptureKey(own)! } };
}
