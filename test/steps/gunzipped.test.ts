import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import { gunzipped } from "../../steps/gunzipped.ts";

const text = Array.from({ length: 5000 }, (_, line) => `line ${line}\n`).join("");
const packed = gzipSync(text);

async function* pieces(bytes: Uint8Array, size: number, end: () => void = () => {}) {
  try {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  } finally {
    end();
  }
}
const unpacked = async (chunks: AsyncIterable<Uint8Array>) =>
  Buffer.concat(await Array.fromAsync(gunzipped(chunks, "a.gz"))).toString();

describe("gunzipped", () => {
  test("an empty text is nothing", async () => {
    expect(await unpacked(pieces(gzipSync(""), 5))).toBe("");
  });

  test("the text comes back, however its bytes are cut", async () => {
    for (const size of [1, 13, 1000, packed.length]) expect(await unpacked(pieces(packed, size))).toBe(text);
  });

  test("several members are one text (RFC 1952, section 2.2)", async () => {
    expect(await unpacked(pieces(Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]), 7))).toBe(
      "a,b\n1,2\n",
    );
  });

  test.each([
    ["no gzip", Buffer.from("plain text"), "incorrect header check"],
    ["cut off", packed.subarray(0, packed.length / 2), "unexpected end of file"],
    ["changed on the way", Buffer.from(packed).fill(7, 200, 260), /invalid|incorrect/],
  ])(
    "bytes that are %s are refused with the file's name and zlib's reason",
    async (_fault, bytes, reason) => {
      await expect(unpacked(pieces(bytes, 100))).rejects.toThrow(UnusableInput);
      await expect(unpacked(pieces(bytes, 100))).rejects.toThrow(/^a\.gz is not whole gzip/);
      await expect(unpacked(pieces(bytes, 100))).rejects.toThrow(reason);
    },
  );

  test.each([0, 300])(
    "a source that fails after %i bytes fails whoever reads, not the process",
    async (after) => {
      async function* failing() {
        if (after > 0) yield packed.subarray(0, after);
        throw new ObjectNotFound("gone");
      }
      await expect(unpacked(failing())).rejects.toThrow(ObjectNotFound);
    },
  );

  test("a reader that has enough closes the source", async () => {
    let ended = false;
    for await (const _piece of gunzipped(
      pieces(packed, 64, () => (ended = true)),
      "a.gz",
    ))
      break;
    await expect.poll(() => ended).toBe(true);
  });
});
