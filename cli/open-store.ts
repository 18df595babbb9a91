/** Stores that a command line names: a folder of this machine, or `s3://`. The AWS clients are loaded only for the latter. */
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { diskPorts } from "../adapters/disk/disk-ports.ts";
import { wire } from "../adapters/wire.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { ObjectStore, Ports } from "../steps/ports.ts";
import type { Io } from "./io.ts";

export type StorePorts = Pick<Ports, "work" | "captures" | "deployments" | "clock" | "sensitiveKey">;
type Where = Pick<Io, "cwd" | "env">;

/** The work store that is meant where `--store` says nothing. */
export const storeOf = ({ env }: Pick<Io, "env">, given: string | undefined): string =>
  given ?? env["PLUMBLINE_STORE"] ?? ".plumbline";

export const isS3 = (uri: string): boolean => uri.startsWith("s3://");

/**
 * A work store: `s3://bucket`, or a folder. Throws `UnusableInput` when a folder is not there and `make` is not set: a command that
 * reads must not answer from a store that it has just made.
 */
export async function openStore(
  io: Where,
  uri: string,
  { make = false }: { readonly make?: boolean } = {},
): Promise<StorePorts> {
  if (isS3(uri)) {
    const { deployments } = await import("../adapters/aws/parts/deployments.ts");
    const { storage } = await import("../adapters/aws/parts/storage.ts");
    return wire([storage, deployments], { ...io.env, PLUMBLINE_STORE: uri });
  }
  const root = make ? resolve(io.cwd, uri) : await storeRoot(resolve(io.cwd, uri));
  if (!make)
    await requireFolder(
      root,
      `work store ${uri}`,
      "Make one with: plumbline push, or name another with --store.",
    );
  return diskPorts({ root, captures: (bucket) => resolve(io.cwd, bucket) });
}

/** The folder itself, or the work store that an analysis has left in it. */
export async function storeRoot(folder: string): Promise<string> {
  const isStore = async (path: string) =>
    (await stat(join(path, "monitors")).catch(() => undefined))?.isDirectory() === true;
  const inner = join(folder, ".plumbline");
  return !(await isStore(folder)) && (await isStore(inner)) ? inner : folder;
}

/** A bucket or folder and the prefix in it, with its closing slash where there is one. */
export interface OpenLocation {
  readonly store: ObjectStore;
  readonly prefix: string;
}

/** A place to read from: `s3://bucket/prefix`, or a folder. Nothing is made. */
export async function openLocation(io: Where, uri: string): Promise<OpenLocation> {
  const { bucket, prefix } = captureLocation(uri);
  if (!isS3(uri)) return { store: new DiskObjectStore(resolve(io.cwd, bucket)), prefix: "" };
  const { storage } = await import("../adapters/aws/parts/storage.ts");
  const { captures } = wire([storage], { ...io.env, PLUMBLINE_STORE: `s3://${bucket}` });
  return { store: captures(bucket), prefix: prefix === "" ? "" : `${prefix}/` };
}

/** Throws `UnusableInput` where the path is no folder. `what` and `next` belong to the message. */
export async function requireFolder(path: string, what: string, next: string): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error)
    throw new UnusableInput(
      `Got ${what}: ${found.code === "ENOENT" ? "it does not exist" : `it cannot be read (${found.code})`}; expected a folder. ${next}`,
      { cause: found },
    );
  if (!found.isDirectory()) throw new UnusableInput(`Got ${what}: it is a file; expected a folder. ${next}`);
}
