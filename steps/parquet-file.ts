import type { AsyncBuffer } from "hyparquet";
import { ObjectNotFound } from "../shared/errors.ts";
import type { ObjectStore } from "./ports.ts";

/** An object as hyparquet reads files, by ranges; asked to, it keeps them, so that a row group in slices is fetched once. */
export class ParquetFile implements AsyncBuffer {
  readonly byteLength: number;
  private readonly read: (start: number, end: number) => Promise<Uint8Array>;
  private readonly kept = new Map<string, Promise<ArrayBuffer>>();
  private keeps = false;

  private constructor(byteLength: number, read: (start: number, end: number) => Promise<Uint8Array>) {
    this.byteLength = byteLength;
    this.read = read;
  }

  /** Throws `ObjectNotFound` when the object is absent. */
  static async open(store: ObjectStore, key: string): Promise<ParquetFile> {
    const found = await store.head(key);
    if (found === undefined) throw new ObjectNotFound(`${store.name}/${key} is not there.`);
    return new ParquetFile(found.size, (start, end) => store.range(key, start, end));
  }

  slice(start: number, end = this.byteLength): Promise<ArrayBuffer> {
    const at = `${start}-${end}`;
    const bytes = this.kept.get(at) ?? this.fetched(start, end);
    if (this.keeps) this.kept.set(at, bytes);
    return bytes;
  }

  /** Lets go of what was kept, and says whether what follows is to be. */
  keep(keeps: boolean): void {
    this.kept.clear();
    this.keeps = keeps;
  }

  private async fetched(start: number, end: number): Promise<ArrayBuffer> {
    if (start === end) return new ArrayBuffer(0);
    const bytes = await this.read(start, end);
    const { buffer, byteOffset, byteLength } = bytes;
    const isWhole = byteOffset === 0 && byteLength === buffer.byteLength;
    return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + byteLength)) as ArrayBuffer;
  }
}
