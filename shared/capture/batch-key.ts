/**
 * Keys of batch transform's captures, `{DestinationS3Uri}/{input|output}/{yyyy}/{MM}/{dd}/{HH}/{uuid}.json`: a manifest
 * of the objects that a transform job read or wrote, below the hour (UTC) in which the job was started.
 */
import { type CaptureKey, checkedKey } from "./capture-key.ts";

const KEY = /^(?:([^/].*)\/)?(\d{4})\/(\d\d)\/(\d\d)\/(\d\d)\/([^/]+\.jsonl?)$/;

/** Whose manifests they are: a batch key names neither endpoint nor variant. */
export interface BatchPlace {
  /** What stands before the year, with the folder of the side: `data-capture/output`. */
  readonly prefix: string;
  readonly endpoint: string;
  readonly variant: string;
}

/** The parts of a manifest's key at this place; undefined for every other key. */
export function parseBatchKey(
  key: string,
  { prefix, endpoint, variant }: BatchPlace,
): CaptureKey | undefined {
  const found = checkedKey(key, KEY);
  if (found === undefined || (found.parts[0] ?? "") !== prefix) return undefined;
  return { key, prefix, endpoint, variant, hour: found.hour, file: found.file };
}
