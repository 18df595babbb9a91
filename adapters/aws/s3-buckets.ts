import type { ObjectStore } from "../../steps/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { s3ObjectStore } from "./s3-object-store.ts";
import { S3Client } from "./sdk/s3.ts";

/** Any bucket as an object store, all of them through one client and its connections. */
export function s3Buckets(): (bucket: string) => ObjectStore {
  const client = new S3Client(clientSettings);
  return (bucket) => s3ObjectStore({ bucket, client });
}
