import type { ObjectStore } from "../../steps/ports.ts";
import type { Deferred } from "./deferred.ts";

/** The bucket's store, to be used before the client is loaded that it is reached by. */
export function deferredStore(
  bucket: string,
  buckets: Deferred<(bucket: string) => ObjectStore>,
): ObjectStore {
  return {
    name: `s3://${bucket}`,
    get: (key) => buckets.ask((store) => store(bucket).get(key)),
    stream: (key) => buckets.each((store) => store(bucket).stream(key)),
    range: (key, start, end) => buckets.ask((store) => store(bucket).range(key, start, end)),
    head: (key) => buckets.ask((store) => store(bucket).head(key)),
    put: (key, body, condition) => buckets.ask((store) => store(bucket).put(key, body, condition)),
    list: (prefix, options) => buckets.each((store) => store(bucket).list(prefix, options)),
    delete: (key) => buckets.ask((store) => store(bucket).delete(key)),
  };
}
