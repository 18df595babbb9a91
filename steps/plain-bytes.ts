import { gunzipped } from "./gunzipped.ts";
import type { ObjectStore } from "./ports.ts";

/** The bytes of an object, unpacked where its name ends in `.gz`. Throws `ObjectNotFound` when it is absent, `UnusableInput` when it is torn. */
export function plainBytes(store: ObjectStore, key: string): AsyncIterable<Uint8Array> {
  const stored = store.stream(key);
  return key.endsWith(".gz") ? gunzipped(stored, `${store.name}/${key}`) : stored;
}
