import type { ObjectStore } from "../steps/ports.ts";

/**
 * A store that lists the chosen keys alone. A pipeline looks back for files whose events were lost, hour by hour; a command that
 * was given some files is to judge these.
 */
export function chosenObjects(store: ObjectStore, chosen: ReadonlySet<string>): ObjectStore {
  return {
    name: store.name,
    get: (key) => store.get(key),
    stream: (key, options) => store.stream(key, options),
    range: (key, start, end) => store.range(key, start, end),
    head: (key) => store.head(key),
    put: (key, body, condition) => store.put(key, body, condition),
    delete: (key) => store.delete(key),
    async *list(prefix, options) {
      for await (const found of store.list(prefix, options)) if (chosen.has(found.key)) yield found;
    },
  };
}
