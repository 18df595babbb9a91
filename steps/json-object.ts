import type { ObjectStore, PutCondition, PutOutcome } from "./ports.ts";

/** A JSON object of the store, undefined when absent. Throws with the key when it is not JSON. */
export async function getJson<T>(
  store: ObjectStore,
  key: string,
): Promise<{ value: T; etag: string } | undefined> {
  const object = await store.get(key);
  if (object === undefined) return undefined;
  const value = parsedJson<T>(store, key, object.body);
  return {
    value,
    // A folder computes it when somebody asks.
    get etag() {
      return object.etag;
    },
  };
}

/** What the JSON object under that key holds. Throws with the key when it is not JSON. */
export function parsedJson<T>({ name }: ObjectStore, key: string, body: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as T;
  } catch (cause) {
    throw new Error(`${name}/${key} is not JSON. Put it again, or remove it.`, { cause });
  }
}

/** Writes JSON with two blanks of indentation and a newline at the end: the same value gives the same bytes. */
export function putJson(
  store: ObjectStore,
  key: string,
  value: unknown,
  condition?: PutCondition,
): Promise<PutOutcome> {
  return store.put(key, `${JSON.stringify(value, null, 2)}\n`, condition);
}

/**
 * Changes a JSON object by compare-and-swap until it holds: `change` gets what is there and returns what
 * should be, or undefined to leave it. Returns what is there at the end.
 */
export async function swapJson<T>(
  store: ObjectStore,
  key: string,
  change: (there: T | undefined) => T | undefined,
): Promise<T | undefined> {
  for (let turn = 0; turn < 20; turn++) {
    const there = await getJson<T>(store, key);
    const wanted = change(there?.value);
    if (wanted === undefined) return there?.value;
    const outcome = await putJson(
      store,
      key,
      wanted,
      there === undefined ? { ifNoneMatch: "*" } : { ifMatch: there.etag },
    );
    if (outcome.written) return wanted;
  }
  throw new Error(`${store.name}/${key} changed twenty times while it was being written. Try again.`);
}
