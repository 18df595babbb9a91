/** Results that Model Monitor left: `{S3OutputUri}/{endpoint}/{schedule}/yyyy/MM/dd/HH/` with its files, the hour being the window's end. */
import { readFile } from "node:fs/promises";
import { utcTime } from "../shared/capture/utc-time.ts";
import { UnusableInput } from "../shared/errors.ts";
import { filesIn } from "./find-captures.ts";
import type { Io } from "./io.ts";
import { isS3, openLocation } from "./open-store.ts";

/** One file of one run. */
export interface ResultFile {
  /** The scheduled hour, which is the end of the window; epoch milliseconds. */
  readonly end: number;
  /** Absolute path, or `s3://bucket/key`. */
  readonly path: string;
}

/** Files of that name in the folders of hours, at any depth, in the order of time. Throws `UnusableInput` when there are none. */
export async function resultFiles(
  io: Pick<Io, "cwd" | "env">,
  uri: string,
  name: string,
): Promise<ResultFile[]> {
  const found: ResultFile[] = [];
  for await (const { path } of filesIn(io, uri)) {
    const end = hourOf(path, name);
    if (end !== undefined) found.push({ end, path });
  }
  if (found.length === 0)
    throw new UnusableInput(
      `Got no ${name} in ${uri} below a folder yyyy/MM/dd/HH; expected what Model Monitor has written. Give the schedule's S3OutputUri, or a copy of it.`,
    );
  return found.sort((a, b) => a.end - b.end || (a.path < b.path ? -1 : 1));
}

/** The JSON of a result file. Throws `UnusableInput` when it is none. */
export async function readResult(io: Pick<Io, "cwd" | "env">, { path }: ResultFile): Promise<unknown> {
  try {
    return JSON.parse(await textOf(io, path));
  } catch (cause) {
    throw new UnusableInput(`${path} is not JSON. Copy it again from where Model Monitor has written it.`, {
      cause,
    });
  }
}

async function textOf(io: Pick<Io, "cwd" | "env">, path: string): Promise<string> {
  if (!isS3(path)) return readFile(path, "utf8");
  const { store, prefix } = await openLocation(io, path);
  const found = await store.get(prefix.replace(/\/$/, ""));
  return new TextDecoder().decode(found?.body);
}

function hourOf(path: string, name: string): number | undefined {
  const parts = path.split(/[/\\]/);
  if (parts.at(-1) !== name || !/\/\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+$/.test(parts.join("/"))) return undefined;
  const [year, month, day, hour] = parts.slice(-5, -1).map(Number) as [number, number, number, number];
  return utcTime(year, month, day, hour);
}
