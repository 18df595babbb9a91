import { NEWLINE } from "./bytes.ts";
import type { ScanCore } from "./scan-core/scan-core.ts";

/** Beyond the bytes that are scanned: a line break that ends every scan, and room for reading sixteen bytes at once. */
const PAD = 64;

/** The bytes that are scanned at once: in the memory of `core` while there is room for them, otherwise in memory of their own. */
export class LineWindow {
  readonly #core: ScanCore | undefined;
  bytes: Buffer<ArrayBuffer>;
  view: DataView;

  constructor(core: ScanCore | undefined) {
    this.#core = core;
    this.bytes = core?.bytes ?? Buffer.from(new ArrayBuffer(PAD));
    this.view = new DataView(this.bytes.buffer);
  }

  /** Puts `held`, `piece` and a line break there and returns where they begin. `bytes` and `view` may be others from now on. */
  fill(held: Uint8Array, piece: Uint8Array): number {
    const start = this.#reserve(held.length + piece.length);
    this.bytes.set(held, start);
    this.bytes.set(piece, start + held.length);
    this.bytes[start + held.length + piece.length] = NEWLINE;
    return start;
  }

  /** Where there is room for so many bytes. */
  #reserve(length: number): number {
    const core = this.#core;
    if (core !== undefined && length <= core.room) {
      if (this.bytes !== core.bytes) this.#use(core.bytes);
      return core.linesAt;
    }
    if (this.bytes === core?.bytes || length + PAD > this.bytes.length)
      this.#use(Buffer.from(new ArrayBuffer(Math.max(length + PAD, 2 * this.#own))));
    return 0;
  }

  /** Bytes of its own memory. */
  get #own(): number {
    return this.bytes === this.#core?.bytes ? 0 : this.bytes.length;
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}

/** Bytes that come piece by piece, each of which is copied twice at most. */
export class HeldBytes {
  #bytes = new Uint8Array(0);
  length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }

  append(piece: Uint8Array): void {
    const length = this.length + piece.length;
    if (length > this.#bytes.length) {
      const wider = new Uint8Array(Math.max(length, 2 * this.#bytes.length));
      wider.set(this.bytes);
      this.#bytes = wider;
    }
    this.#bytes.set(piece, this.length);
    this.length = length;
  }

  clear(): void {
    this.length = 0;
  }
}
