/** The body of a mocked GetObject: it can be read as often as the mock answers. */
export function objectBody(content: string | Uint8Array): never {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const body: AsyncIterable<Uint8Array> = {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
  return body as never;
}
