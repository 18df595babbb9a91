import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitLines } from "../../shared/capture/lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The lines of bytes that come in pieces of `size`, all through one buffer that is used again. */
async function linesOf(data: Uint8Array, size = data.length || 1, options = {}) {
  async function* pieces() {
    const buffer = Buffer.alloc(size); // as files are read; its slice shares memory
    for (let at = 0; at < data.length; at += size) {
      const piece = data.subarray(at, at + size);
      buffer.set(piece);
      yield buffer.subarray(0, piece.length);
    }
  }
  return all(splitLines(pieces(), options));
}
const cutOff = { last: true, terminated: false };

describe("splitLines", () => {
  test("nothing has no lines", async () => {
    expect(await linesOf(bytes(""))).toEqual([]);
    expect(await linesOf(bytes("\n\r\n  \n"))).toEqual([]);
  });

  test("one line is one, and says when no newline ends it", async () => {
    expect(await linesOf(bytes("a\n"))).toEqual([{ line: 1, text: "a" }]);
    expect(await linesOf(bytes("a"))).toEqual([{ line: 1, text: "a", ...cutOff }]);
  });

  test("blank lines are left out and keep their number; LF and CRLF may mix", async () => {
    expect(await linesOf(bytes("a\r\n\n \r\nb\nc\r"))).toEqual([
      { line: 1, text: "a" },
      { line: 4, text: "b" },
      { line: 5, text: "c", ...cutOff },
    ]);
  });

  test("a byte order mark is left out at the start of the file only", async () => {
    expect(await linesOf(bytes("\ufeffa\n\ufeffb\n"), 1)).toEqual([
      { line: 1, text: "a" },
      { line: 2, text: "\ufeffb" },
    ]);
  });

  test("a line that is not UTF-8 is a fault, and the next one is read", async () => {
    const data = Uint8Array.of(0xc3, 0x28, 10, 0x61, 10, 0xc3);
    expect(await linesOf(data)).toEqual([
      { line: 1, fault: "line is not UTF-8" },
      { line: 2, text: "a" },
      { line: 3, fault: "line is not UTF-8" },
    ]);
  });

  test("a line may be as long as the bound; a longer one is one fault, however it is cut into pieces", async () => {
    const data = bytes("12345678\r\n123456789\nab\n1234567890123456789012345\ncd");
    for (let size = 1; size <= data.length; size++)
      expect(await linesOf(data, size, { maxLineBytes: 8 }), `pieces of ${size}`).toEqual([
        { line: 1, text: "12345678" },
        { line: 2, fault: "line is longer than 8 bytes" },
        { line: 3, text: "ab" },
        { line: 4, fault: "line is longer than 8 bytes" },
        { line: 5, text: "cd", ...cutOff },
      ]);
  });

  test("the default bound is 8 MiB", async () => {
    const line = (length: number) => bytes(`${"x".repeat(length)}\n`);
    expect(await linesOf(line(8 * 1024 * 1024), 1 << 16)).toMatchObject([
      { line: 1, text: expect.any(String) },
    ]);
    expect(await linesOf(line(8 * 1024 * 1024 + 1), 1 << 16)).toEqual([
      { line: 1, fault: "line is longer than 8388608 bytes" },
    ]);
  });

  test("the bytes over the bound are not held", async () => {
    async function* endless() {
      const chunk = new Uint8Array(1 << 20).fill(0x78);
      for (let at = 0; at < 400; at++) yield chunk;
    }
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    async function* watched() {
      for await (const chunk of endless()) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        yield chunk;
      }
    }
    expect(await all(splitLines(watched()))).toEqual([
      { line: 1, fault: "line is longer than 8388608 bytes" },
    ]);
    expect(most).toBeLessThan(100 * (1 << 20)); // of 400 MiB
  });

  test("a line in pieces of a few bytes takes the memory of a line, not of its pieces", async () => {
    const piece = bytes("0123456789abcdef");
    async function* pieces() {
      for (let at = 0; at < (7 << 20) / piece.length; at++) yield piece;
    }
    const before = process.memoryUsage();
    const [line] = await all(splitLines(pieces()));
    expect(line).toMatchObject({ line: 1, last: true });
    const { heapUsed, external } = process.memoryUsage();
    // Nearly half a million pieces of 16 bytes took 100 MB and more beside the line.
    expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(64e6);
  });

  test("any text comes back as its lines, however it is cut into pieces", async () => {
    const text = fc
      .array(fc.constantFrom("a", "é", "😀", " ", "\n", "\r\n", '{"x":1}'))
      .map((parts) => parts.join(""));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (given, size) => {
        const found = await linesOf(bytes(given), size);
        const expected = given
          .split("\n")
          .map((line, at) => ({ line: at + 1, text: line.replace(/\r$/, "") }))
          .filter(({ text: line }) => line.trim() !== "");
        expect(found.map((each) => ("text" in each ? { line: each.line, text: each.text } : each))).toEqual(
          expected,
        );
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
