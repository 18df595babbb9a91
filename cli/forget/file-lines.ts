/** A capture or ground truth file as lines of bytes: what is kept of it is kept to the byte. */
import { gunzipSync, gzipSync } from "node:zlib";
import { UnusableInput } from "../../shared/errors.ts";
import type { ObjectStore } from "../../steps/ports.ts";

export interface FileLines {
  readonly etag: string;
  readonly size: number;
  /** Each with its line break. */
  readonly lines: readonly Uint8Array[];
}

const NEWLINE = 10;

/** The whole file; undefined when it is gone. Throws `UnusableInput` where gzip is torn. */
export async function readLines(store: ObjectStore, key: string): Promise<FileLines | undefined> {
  const found = await store.get(key);
  if (found === undefined) return undefined;
  const bytes = key.endsWith(".gz") ? unpacked(found.body, `${store.name}/${key}`) : found.body;
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(NEWLINE, start);
    const next = end < 0 ? bytes.length : end + 1;
    lines.push(bytes.subarray(start, next));
    start = next;
  }
  return { etag: found.etag, size: found.body.length, lines };
}

/** What a line says, as `splitLines` reads it: without break, carriage return and byte order mark. */
export const textOfLine = (line: Uint8Array): string =>
  new TextDecoder("utf-8").decode(line).replace(/\r?\n$/, "");

/**
 * Writes the file without some of its lines, unless somebody else has written it since it was read: then nothing happens and the
 * answer is false.
 */
export async function writeLines(
  store: ObjectStore,
  key: string,
  { etag }: FileLines,
  kept: readonly Uint8Array[],
): Promise<boolean> {
  const bytes = Buffer.concat(kept);
  const body = key.endsWith(".gz") ? gzipSync(bytes) : bytes;
  return (await store.put(key, body, { ifMatch: etag })).written;
}

function unpacked(bytes: Uint8Array, source: string): Uint8Array {
  try {
    return gunzipSync(bytes);
  } catch (cause) {
    throw new UnusableInput(`${source} is not whole gzip (${(cause as Error).message}).`, { cause });
  }
}
