import { describe, expect, test } from "vitest";
import { registerOfText, xxh64 } from "../../../shared/profile/model-monitor/xxh64.ts";
import { XXH64_WASM } from "../../../shared/profile/model-monitor/xxh64-wasm.ts";
import { assembleWasm } from "../../fixtures/assemble-wasm.ts";
import hashes from "../../fixtures/xxh64.json" with { type: "json" };

const ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const hex = (text: string) => xxh64(text).toString(16).padStart(16, "0");

/** Text n of `make-xxh64.py`. */
function textOf(length: number): string {
  return Array.from({ length }, (_, at) => ALPHABET[(length + at) % ALPHABET.length]).join("");
}

describe("XXH64 with seed 42", () => {
  test("of texts of 0 to 300 bytes is the C library's", () => {
    expect(hashes).toHaveLength(301);
    expect(hashes.map((_, length) => hex(textOf(length)))).toEqual(hashes);
  });

  // Python's xxhash 4.1.0: xxhash.xxh64(text.encode(), seed=42).hexdigest()
  test.each([
    ["a", "88e4fe59adf7b0cc"],
    ["x".repeat(21_845), "26a8b58c23a4e007"],
    ["x".repeat(21_846), "59ef1c875214a325"],
    ["é".repeat(21_845), "51451540657f15c0"],
    ["日".repeat(30_000), "2fa38c28678d8148"],
    ["x".repeat(1_000_000), "d1d401ed41486b11"],
  ])("of text %#, short or long, is the C library's", (text, expected) => {
    expect(hex(text)).toBe(expected);
  });

  test("of a long text leaves the next short one right", () => {
    hex("x".repeat(100_000));
    expect(hex("a")).toBe("88e4fe59adf7b0cc");
  });

  test("takes a lone surrogate for a question mark, as Java does, and a pair for its character", () => {
    expect(hex("\ud83d!")).toBe(hex("?!"));
    expect(hex("a\ude00b")).toBe(hex("a?b"));
    expect(hex("\ude00\ud83d")).toBe(hex("??"));
    expect(hex("\ufffd")).not.toBe(hex("?"));
    expect(hex("😀")).toBe("ae8b540397f5f1df");
  });

  test("gives a register of 512 and the rank of the other bits", () => {
    // 0x88e4fe59adf7b0cc: its top nine bits are 0b100010001; then come 110…: no leading zero, rank 1.
    expect(registerOfText("a")).toBe(0b100010001 * 64 + 1);
    for (const text of ["", "0", "17.5", "käse", "x".repeat(33)]) {
      const bits = xxh64(text).toString(2).padStart(64, "0");
      const rank = bits.slice(9).indexOf("1") + 1;
      expect(registerOfText(text), text).toBe(Number.parseInt(bits.slice(0, 9), 2) * 64 + rank);
    }
  });

  test("is the module that xxh64.wat describes", async () => {
    expect(Buffer.from(await assembleWasm("xxh64")).toString("base64")).toBe(XXH64_WASM);
  });
});
