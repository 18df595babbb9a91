/**
 * A bucket in memory: linearizable, conditional writes and LIST order as S3's, ETag = content. Every call is one step that
 * nothing comes between, so whoever schedules calls schedules everything that can happen.
 */
import { createHash } from "node:crypto";
import { ObjectNotFound, UnusableInput } from "../shared/errors.ts";
import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from "../steps/ports.ts";

interface Held {
  readonly key: string;
  readonly body: Uint8Array;
  readonly etag: string;
  readonly modified: number | undefined;
}

/** A folder of the tree; a child is an object (`name`) or a folder (`name/`), so that byte order is S3's. */
interface Folder {
  /** The store that may change it; every other one copies it first. */
  readonly owner: object;
  readonly children: Map<string, Folder | Held>;
  /** Names in order; made again when a child came or went. */
  sorted: string[] | undefined;
}

export class MemoryObjectStore implements ObjectStore {
  readonly name: string;
  private readonly now: () => number | undefined;
  private owner: object = {};
  private root: Folder = folder(this.owner);

  /** `now`: the store's clock, epoch milliseconds; without one its objects have no `modified`. */
  constructor(name = "memory", now: () => number | undefined = () => undefined) {
    this.name = name;
    this.now = now;
  }

  /** A store of its own with the same content. Costs nothing until one of the two changes, and then one path of folders. */
  fork(): MemoryObjectStore {
    const copy = new MemoryObjectStore(this.name, this.now);
    copy.root = this.root;
    this.owner = {};
    return copy;
  }

  async get(key: string): Promise<{ body: Uint8Array; etag: string } | undefined> {
    return this.find(key);
  }

  async *stream(key: string): AsyncGenerator<Uint8Array> {
    yield this.require(key).body;
  }

  async range(key: string, start: number, end: number): Promise<Uint8Array> {
    const { body } = this.require(key);
    if (start >= end || start >= body.length)
      throw new UnusableInput(`Got bytes ${start} to ${end} of ${key}, which has ${body.length}.`);
    return body.subarray(start, end);
  }

  async head(key: string): Promise<StoredObject | undefined> {
    const held = this.find(key);
    return held && stored(held);
  }

  async put(key: string, body: Uint8Array | string, condition: PutCondition = {}): Promise<PutOutcome> {
    const there = this.find(key);
    if (condition.ifNoneMatch !== undefined && there !== undefined) return { written: false };
    if (condition.ifMatch !== undefined && there?.etag !== condition.ifMatch) return { written: false };
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const held = { key, body: bytes, etag: etagOf(bytes), modified: this.now() };
    const { parent, name } = this.place(key);
    if (there === undefined) parent.sorted = undefined;
    parent.children.set(name, held);
    return { written: true, etag: held.etag };
  }

  /** The keys as they were when the LIST began; S3 gives each page as it is then, so take pages one by one to see a change. */
  async *list(prefix: string, { startAfter = "" } = {}): AsyncGenerator<StoredObject> {
    for (const held of [...this.below(prefix, startAfter)]) yield stored(held);
  }

  async delete(key: string): Promise<void> {
    const { parent, name } = this.place(key);
    if (parent.children.delete(name)) parent.sorted = undefined;
  }

  /** Whether something is there. */
  has(key: string): boolean {
    return this.find(key) !== undefined;
  }

  /** Keys below a prefix, in order. */
  keys(prefix = ""): string[] {
    return [...this.below(prefix, "")].map(({ key }) => key);
  }

  private find(key: string): Held | undefined {
    const parts = key.split("/");
    let at: Folder | undefined = this.root;
    for (const part of parts.slice(0, -1)) at = at?.children.get(`${part}/`) as Folder | undefined;
    return at?.children.get(parts.at(-1)!) as Held | undefined;
  }

  private require(key: string): Held {
    const held = this.find(key);
    if (held === undefined) throw new ObjectNotFound(`${this.name}/${key} does not exist.`);
    return held;
  }

  private place(key: string): { parent: Folder; name: string } {
    const parts = key.split("/");
    let at = this.owned(this.root);
    this.root = at;
    for (const part of parts.slice(0, -1)) {
      const there = at.children.get(`${part}/`) as Folder | undefined;
      const next = there === undefined ? folder(this.owner) : this.owned(there);
      if (there === undefined) at.sorted = undefined;
      if (next !== there) at.children.set(`${part}/`, next);
      at = next;
    }
    return { parent: at, name: parts.at(-1)! };
  }

  private owned(there: Folder): Folder {
    if (there.owner === this.owner) return there;
    return { owner: this.owner, children: new Map(there.children), sorted: there.sorted };
  }

  private *below(prefix: string, startAfter: string): Generator<Held> {
    const parts = prefix.split("/");
    let at: Folder | undefined = this.root;
    for (const part of parts.slice(0, -1)) at = at?.children.get(`${part}/`) as Folder | undefined;
    if (at !== undefined) yield* walk(at, parts.at(-1)!, startAfter);
  }
}

/** ETags of bytes that were put before, so that whoever puts the same bytes a million times hashes them once. */
const etags = new WeakMap<Uint8Array, string>();

function etagOf(bytes: Uint8Array): string {
  let etag = etags.get(bytes);
  if (etag === undefined) etags.set(bytes, (etag = createHash("md5").update(bytes).digest("hex")));
  return etag;
}

const folder = (owner: object): Folder => ({ owner, children: new Map(), sorted: undefined });
const stored = ({ key, etag, body, modified }: Held): StoredObject => ({
  key,
  etag,
  size: body.length,
  ...(modified === undefined ? {} : { modified }),
});

function* walk(at: Folder, begins: string, startAfter: string): Generator<Held> {
  at.sorted ??= [...at.children.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const name of at.sorted) {
    if (!name.startsWith(begins)) continue;
    const child = at.children.get(name)!;
    if ("children" in child) yield* walk(child, "", startAfter);
    else if (child.key > startAfter) yield child;
  }
}
