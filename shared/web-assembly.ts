/** The part of WebAssembly that is used here; Node's types leave it to a browser's. */
interface Assembly {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Assembly }).WebAssembly;

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Instances of the module in base64, which is compiled when the first one is asked for. */
export function instancesOf<Exports>(base64: string): () => Exports {
  let module: object | undefined;
  return () => {
    module ??= new Module(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
    return new Instance(module).exports as Exports;
  };
}
