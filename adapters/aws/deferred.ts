/** A port that is still being loaded, ready to be asked. */
export interface Deferred<Port> {
  /** One call of the port. */
  ask<Result>(call: (port: Port) => Promise<Result>): Promise<Result>;
  /** One call that gives a sequence. */
  each<Item>(call: (port: Port) => AsyncIterable<Item>): AsyncIterable<Item>;
}

/**
 * The port that `loading` resolves with. Calls before that wait for it; those after it go straight through, so that the
 * stack of what they throw names who asked.
 */
export function deferred<Port>(loading: Promise<Port>): Deferred<Port> {
  let loaded: { readonly port: Port } | undefined;
  const port = loading.then((port) => {
    loaded = { port };
    return port;
  });
  return {
    ask: (call) => (loaded === undefined ? port.then(call) : call(loaded.port)),
    each: (call) => (loaded === undefined ? late(port, call) : call(loaded.port)),
  };
}

async function* late<Port, Item>(
  port: Promise<Port>,
  call: (port: Port) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  yield* call(await port);
}
