import type { NotPurged, ObjectVersion } from "../../steps/ports.ts";
import type { VersionedStore } from "./places.ts";

/** Every version of one object. */
export async function versionsOf({ versions }: VersionedStore, key: string): Promise<ObjectVersion[]> {
  const found: ObjectVersion[] = [];
  for await (const version of versions.list(key)) {
    if (version.key !== key) break; // the key itself is the first that begins with it
    found.push(version);
  }
  return found;
}

/** Removes an object for good, whatever its versions. */
export async function purgeAll(store: VersionedStore, key: string): Promise<readonly NotPurged[]> {
  return store.versions.purge(await versionsOf(store, key));
}
