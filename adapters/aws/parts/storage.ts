import type { ObjectStore, Ports } from "../../../steps/ports.ts";
import type { AwsPart } from "../aws-part.ts";
import { deferred } from "../deferred.ts";
import { deferredStore } from "../deferred-store.ts";

/** S3: the work bucket and any capture bucket. */
export const storage: AwsPart<Pick<Ports, "work" | "captures">> = ({ bucket }) => {
  const buckets = deferred(import("../s3-buckets.ts").then(({ s3Buckets }) => s3Buckets()));
  const stores = new Map<string, ObjectStore>();
  const store = (name: string): ObjectStore => {
    const known = stores.get(name) ?? deferredStore(name, buckets);
    stores.set(name, known);
    return known;
  };
  return { work: store(bucket), captures: store };
};
