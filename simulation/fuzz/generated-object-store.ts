import { ObjectNotFound } from "../../shared/errors.ts";
import type { ObjectStore, PutOutcome, StoredObject } from "../../steps/ports.ts";

/** Makes an object's bytes, piece by piece, every time that it is read. */
export type Generated = () => AsyncIterable<Uint8Array>;

/** A bucket whose objects are made while they are read, so that they may be of any size. It can only be read, and only as a stream. */
export class GeneratedObjectStore implements ObjectStore {
  readonly name = "generated";
  readonly #objects: ReadonlyMap<string, Generated>;

  constructor(objects: ReadonlyMap<string, Generated>) {
    this.#objects = objects;
  }

  stream(key: string): AsyncIterable<Uint8Array> {
    const generate = this.#objects.get(key);
    if (generate === undefined) throw new ObjectNotFound(`${this.name}/${key} does not exist.`);
    return generate();
  }

  /** The size is not known before the end; 1 is not 0, which would be an empty file. */
  async head(key: string): Promise<StoredObject | undefined> {
    return this.#objects.has(key) ? { key, etag: "generated", size: 1 } : undefined;
  }

  async *list(prefix: string): AsyncGenerator<StoredObject> {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    for (const key of keys) yield (await this.head(key))!;
  }

  get = this.#streamed;
  range = this.#streamed;
  put = this.#streamed as () => Promise<PutOutcome>;
  delete = this.#streamed;

  #streamed(): Promise<never> {
    throw new Error(`${this.name} is read as a stream, and only read.`);
  }
}
