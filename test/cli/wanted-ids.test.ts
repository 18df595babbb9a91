import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WantedIds } from "../../cli/forget/wanted-ids.ts";

const record = (eventId: string, more: object = {}) =>
  JSON.stringify({ captureData: {}, eventMetadata: { eventId, ...more } });

describe("wanted ids", () => {
  const wanted = new WantedIds({ events: ["an/event-ü", "7"], inferences: ["own"] });

  test.each([
    [record("an/event-ü"), true],
    [record("an/event-ü").replace("/", "\\/").replace("ü", "\\u00FC"), true],
    [record("other", { inferenceId: "own" }), true],
    [record("own"), false],
    [record("other", { data: "7 an/event-ü" }), false],
    [record("7").slice(0, -3), true], // torn behind the id
    [`{"data": "1,7,2"`, false], // torn, and holds the digit somewhere
    [record("17"), false],
  ])("%s: %s", (line, is) => {
    expect(wanted.isRecord(line)).toBe(is);
  });

  test("a label is kept under the caller's id, or the event's", () => {
    expect([record("own"), record("7"), record("8")].map((line) => wanted.isLabel(line))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("an id is found in a stream wherever its pieces end, and only where it is", async () => {
    const text = fc.string({ maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(
        text,
        text,
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 }),
        async (a, b, sizes) => {
          const bytes = (given: string) => pieces(Buffer.from(given), sizes);
          const id = new WantedIds({ events: ["canary-4711"], inferences: [] });
          expect(await id.areIn(bytes(`${a}canary-4711${b}`))).toBe(true);
          expect(await id.areIn(bytes(`${a}canary-471${b}`))).toBe(
            `${a}canary-471${b}`.includes("canary-4711"),
          );
        },
      ),
    );
  });
});

/** The bytes in pieces of these sizes, over and over. */
async function* pieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}
