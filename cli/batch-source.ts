/** Batch transform's captures as a command line names them: a folder with manifests and copies of what they name, or `s3://`. */
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { parseBatchKey } from "../shared/capture/batch-key.ts";
import { type ManifestObject, parseManifest } from "../shared/capture/batch-manifest.ts";
import type { CaptureKey } from "../shared/capture/capture-key.ts";
import { UnusableInput } from "../shared/errors.ts";
import type { CaptureSource, SourceRequest } from "./capture-source.ts";
import { BUCKETS_FOLDER } from "./capture-stores.ts";
import { type CaptureFile, filesIn } from "./find-captures.ts";
import type { Io } from "./io.ts";
import { isS3 } from "./open-store.ts";
import { placeFile } from "./place-file.ts";
import { bytesToRead } from "./profiling-threads.ts";

const BATCH_ENDPOINT = "batch";
const BATCH_VARIANT = "AllTraffic";
/** What stands before the year, the side, and the rest: `…/output/2023/01/21/01/<uuid>.json`. */
const MANIFEST = /^(.*?\/?)(input|output)\/(\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+\.jsonl?)$/;

interface FoundManifest {
  readonly path: string;
  /** Folder or prefix of the manifests: `s3://bucket/data-capture/output`. */
  readonly root: string;
  readonly side: string;
  /** Below the root. */
  readonly name: string;
}

/**
 * Finds the manifests of one folder of captures: those of the answers where both sides are there. On this machine they are
 * brought together in `staging` with the objects that they name: of each the file below the named folders whose path ends
 * as its key does, by as many names as any. Throws `UnusableInput` when there are no manifests, or those of several folders.
 */
export async function batchSource(
  io: Pick<Io, "cwd" | "env">,
  { uris, endpoint = BATCH_ENDPOINT, staging }: SourceRequest,
): Promise<CaptureSource> {
  const files: CaptureFile[] = [];
  for (const uri of uris) for await (const file of filesIn(io, uri)) files.push(file);
  const all = files.flatMap(({ path }) => manifestAt(path));
  const side = all.some((found) => found.side === "output") ? "output" : "input";
  const manifests = all.filter((found) => found.side === side);
  const roots = [...new Set(manifests.map(({ root }) => root))];
  if (roots.length !== 1) throw new UnusableInput(notOneFolder(uris, roots));
  const names = { endpoint, variant: BATCH_VARIANT };
  const leftAside = all
    .filter((found) => found.side !== side)
    .map(({ name }) => ({
      file: name,
      reason: "it is a manifest of requests; the ones of answers are read",
    }));
  const source = { endpoint, variants: [BATCH_VARIANT], bytes: bytesToRead(files) };
  const [root] = roots;
  if (isS3(root!)) {
    const prefix = root!.replace(/^s3:\/\/[^/]+\/?/, "");
    const keys = manifests.flatMap(({ name }) =>
      keyOf(`${prefix === "" ? "" : `${prefix}/`}${name}`, { ...names, prefix }),
    );
    return { ...source, uri: root!, keys, leftAside };
  }
  const missing = await stage(join(staging, side), manifests, files);
  const keys = manifests.flatMap(({ name }) => keyOf(name, { ...names, prefix: "" }));
  return { ...source, uri: join(staging, side), keys, leftAside: [...leftAside, ...missing] };
}

const keyOf = (key: string, place: Parameters<typeof parseBatchKey>[1]): CaptureKey[] => {
  const parsed = parseBatchKey(key, place);
  return parsed === undefined ? [] : [parsed];
};

function manifestAt(path: string): FoundManifest[] {
  const [, above, side, name] = MANIFEST.exec(path) ?? [];
  return name === undefined ? [] : [{ path, root: `${above}${side}`, side: side!, name }];
}

/** Links manifests and the objects that they name to where a monitor of this machine finds them. */
async function stage(
  folder: string,
  manifests: readonly FoundManifest[],
  files: readonly CaptureFile[],
): Promise<{ file: string; reason: string }[]> {
  const copies = new Copies(files);
  const missing: { file: string; reason: string }[] = [];
  for (const { path, name } of manifests) {
    await placeFile(path, join(folder, name));
    const manifest = parseManifest(await readFile(path, "utf8"));
    for (const object of manifest.ok ? manifest.objects : []) {
      const copy = copies.of(object);
      if (typeof copy === "string") missing.push({ file: object.key, reason: copy });
      else await placeFile(copy.path, join(dirname(folder), BUCKETS_FOLDER, object.bucket, object.key));
    }
  }
  return missing;
}

/** Files by their names, to find the copy of an object of a bucket. */
class Copies {
  private readonly byName: Map<string, CaptureFile[]>;

  constructor(files: readonly CaptureFile[]) {
    this.byName = Map.groupBy(files, ({ path }) => basename(path));
  }

  /** The file whose path ends as the key does, in its folder's name at least, or why there is none. */
  of({ key }: ManifestObject): CaptureFile | string {
    const named = this.byName.get(basename(key)) ?? [];
    const most = Math.max(...named.map(({ path }) => namesInCommon(path, key)));
    // Jobs give their files the same names: a name alone may be another job's.
    if (most < Math.min(2, key.split("/").length))
      return "a manifest names it, and no file of its name and folder is there; copy it below the folder, for example with aws s3 sync";
    const best = named.filter(({ path }) => namesInCommon(path, key) === most);
    return best.length === 1
      ? best[0]!
      : `a manifest names it, and ${best.length} files could be its copy; keep the bucket's folders above them`;
  }
}

/** How many names, from the last one on, two paths have in common. */
function namesInCommon(a: string, b: string): number {
  const [left, right] = [a.split("/").reverse(), b.split("/").reverse()];
  const differs = left.findIndex((name, at) => name !== right[at]);
  return differs === -1 ? left.length : differs;
}

function notOneFolder(uris: readonly string[], roots: readonly string[]): string {
  return roots.length === 0
    ? `Got no manifest of batch transform in ${uris.join(", ")}; expected some at {folder}/output/yyyy/MM/dd/HH/{file}.json. Give the DestinationS3Uri of the jobs, or a folder with copies of it and of what the jobs wrote.`
    : `Got manifests of ${roots.length} folders (${roots.slice(0, 5).join(", ")}); expected one, as a baseline is for one model. Name it alone.`;
}
