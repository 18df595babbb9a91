import { dirname, join, resolve } from "node:path";
import { DiskObjectStore } from "../adapters/disk/disk-object-store.ts";
import { wire } from "../adapters/wire.ts";
import { captureLocation } from "../shared/capture/capture-location.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Stores } from "../steps/capture-kinds/capture-kind.ts";
import type { ObjectStore } from "../steps/ports.ts";
import type { Io } from "./io.ts";
import { isS3 } from "./open-store.ts";

type Capture = Pick<MonitorDefinition, "capture">;

/** Where objects lie that manifests on this machine name: `buckets/<bucket>/<key>` beside the folder of manifests. */
export const BUCKETS_FOLDER = "buckets";

/** The stores of a monitor's captures: any bucket where they lie in S3, otherwise folders of this machine. Nothing is made. */
export async function captureStores(io: Pick<Io, "cwd" | "env">, { capture }: Capture): Promise<Stores> {
  const { bucket } = captureLocation(capture.uri);
  if (isS3(capture.uri)) {
    const { storage } = await import("../adapters/aws/parts/storage.ts");
    return wire([storage], { ...io.env, PLUMBLINE_STORE: `s3://${bucket}` }).captures;
  }
  const folderOf = bucketFolder(io.cwd, { capture });
  const opened = new Map<string, ObjectStore>();
  return (name) => {
    const store = opened.get(name) ?? new DiskObjectStore(folderOf(name));
    opened.set(name, store);
    return store;
  };
}

/** The folder that stands for a capture bucket on this machine. */
export function bucketFolder(cwd: string, { capture }: Capture): (bucket: string) => string {
  const { bucket: own } = captureLocation(capture.uri);
  const beside = dirname(resolve(cwd, own));
  return (bucket) =>
    bucket === own || capture.kind === "endpoint"
      ? resolve(cwd, bucket)
      : join(beside, BUCKETS_FOLDER, bucket);
}
