import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { type CaptureKey, parseCaptureKey } from "../shared/capture/capture-key.ts";
import { UnusableInput } from "../shared/errors.ts";
import { type CaptureFile, findCaptures } from "./find-captures.ts";
import type { Io } from "./io.ts";
import { bytesToRead } from "./profiling-threads.ts";
import { stageCaptures } from "./stage-captures.ts";

/** Captures of one endpoint, where a monitor can read them. */
export interface CaptureSource {
  readonly endpoint: string;
  readonly variants: readonly string[];
  /** `capture.uri` of a monitor that reads them: a folder, or `s3://bucket/prefix`. */
  readonly uri: string;
  readonly keys: readonly CaptureKey[];
  readonly leftAside: readonly { readonly file: string; readonly reason: string }[];
  /** Bytes that reading them takes, as far as a list of files tells: what manifests name in S3 is not counted. */
  readonly bytes: number;
}

export interface SourceRequest {
  readonly uris: readonly string[];
  /** The endpoint that is meant, where the files are of several or lie loose. */
  readonly endpoint?: string;
  /** Folder for files that do not lie as SageMaker lays them out. */
  readonly staging: string;
}

/** Name of the endpoint of loose files, where nothing else is said. */
const LOOSE_ENDPOINT = "captures";
const LOOSE_VARIANT = "AllTraffic";

/**
 * Finds the captures of one endpoint. In place where they lie under one folder or prefix, otherwise brought together in
 * `staging`. Throws `UnusableInput` when nothing is there, or when several endpoints are and none is named.
 */
export async function captureSource(
  io: Pick<Io, "cwd" | "env">,
  { uris, endpoint: asked, staging }: SourceRequest,
): Promise<CaptureSource> {
  const found = await findCaptures(io, uris);
  const laidOut = found.files.filter(({ at }) => at !== undefined);
  const endpoint = asked ?? onlyEndpoint(laidOut);
  const files = found.files.filter(({ at }) => at === undefined || at.key.endpoint === endpoint);
  if (files.length === 0)
    throw new UnusableInput(
      `Got captures of ${endpointsOf(laidOut).join(", ")} in ${uris.join(", ")}; expected some of endpoint ${endpoint}. Correct --endpoint, or the monitor's endpoint.`,
    );
  const leftAside = [...found.leftAside, ...others(found.files, files)];
  const bytes = bytesToRead(files);
  const roots = new Set(files.map(({ at }) => at?.root));
  const [root] = roots;
  if (roots.size === 1 && root !== undefined)
    return {
      ...sourceOf(
        endpoint,
        root,
        files.map(({ at }) => at!.key),
      ),
      leftAside,
      bytes,
    };
  const unplaced = await stageCaptures(io, { files, folder: staging, endpoint, variant: LOOSE_VARIANT });
  if (unplaced.length === files.length)
    throw new UnusableInput(
      `Got ${unplaced[0]!.file}: ${unplaced[0]!.reason}; expected capture records in JSON Lines with eventMetadata.inferenceTime. Put the file below {endpoint}/{variant}/yyyy/MM/dd/HH/, and its hour is known.`,
    );
  return {
    ...sourceOf(endpoint, staging, await stagedKeys(staging)),
    leftAside: [...leftAside, ...unplaced],
    bytes,
  };
}

function onlyEndpoint(files: readonly CaptureFile[]): string {
  const endpoints = endpointsOf(files);
  if (endpoints.length > 1)
    throw new UnusableInput(
      `Got captures of ${endpoints.length} endpoints (${endpoints.slice(0, 10).join(", ")}); expected one, as a baseline is for one model. Name it with --endpoint.`,
    );
  return endpoints[0] ?? LOOSE_ENDPOINT;
}

const endpointsOf = (files: readonly CaptureFile[]) =>
  [...new Set(files.map(({ at }) => at!.key.endpoint))].sort();

function others(
  all: readonly CaptureFile[],
  taken: readonly CaptureFile[],
): { file: string; reason: string }[] {
  const kept = new Set(taken);
  return all
    .filter((file) => !kept.has(file))
    .map(({ at }) => ({ file: at!.key.key, reason: `it is of endpoint ${at!.key.endpoint}` }));
}

function sourceOf(
  endpoint: string,
  uri: string,
  keys: readonly CaptureKey[],
): Omit<CaptureSource, "leftAside" | "bytes"> {
  return { endpoint, uri, keys, variants: [...new Set(keys.map(({ variant }) => variant))].sort() };
}

async function stagedKeys(folder: string): Promise<CaptureKey[]> {
  const keys: CaptureKey[] = [];
  for await (const { key } of new DiskObjectStore(folder).list("")) {
    const parsed = parseCaptureKey(key);
    if (parsed !== undefined) keys.push(parsed);
  }
  return keys;
}
