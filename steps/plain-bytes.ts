import { gunzipped } from "./gunzipped.ts";
import type { ObjectStore, StreamOptions } from "./ports.ts";

/** The bytes of an object, unpacked where its name ends in `.gz`. Throws `ObjectNotFound` when it is absent, `UnusableInput` when it is torn. */
export function plainBytes(
  store: ObjectStore,
  key: string,
  options: StreamOptions = {},
): AsyncIterable<Uint8Array> {
  // Whoever unpacks holds several pieces at once.
  const stored = key.endsWith(".gz") ? store.stream(key) : store.stream(key, options);
  return key.endsWith(".gz") ? gunzipped(stored, `${store.name}/${key}`) : stored;
}
