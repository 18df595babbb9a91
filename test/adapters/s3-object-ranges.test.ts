/** Large objects read by several requests at once, from a bucket that is slow, fails and changes on purpose. */
import { setTimeout as sleep } from "node:timers/promises";
import { S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { seededRandom } from "../../shared/random.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { type Fault, type S3Server, startS3Server } from "./s3-server.ts";

const MB = 1 << 20;
const RANGES = ["bytes=8388608-16777215", "bytes=16777216-25165823", "bytes=25165824-33554431"];

let server: S3Server;
let client: S3Client;
let store: ObjectStore;
/** Five ranges, the last one short. */
const whole = Buffer.alloc(34 * MB + 5);
const random = seededRandom(5);
for (let at = 0; at + 4 < whole.length; at += 64) whole.writeUInt32LE(Math.floor(random() * 2 ** 32), at);

beforeAll(async () => {
  server = await startS3Server();
  client = new S3Client({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 2,
  });
  store = s3ObjectStore({ bucket: "captures", client });
  await server.objects.put("large", whole);
});
beforeEach(() => {
  server.requests.splice(0);
  server.forget();
});
afterAll(() => {
  client.destroy();
  server.stop();
});

const streamed = async (key: string) => Buffer.concat(await Array.fromAsync(store.stream(key)));
const isWhole = (bytes: Uint8Array) => Buffer.compare(bytes, whole) === 0;

/** Until a condition holds; the test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(5);
}

describe("a large object", () => {
  test("is read by ranges, in its order and to the last byte, though later ones answer first", async () => {
    let [now, most] = [0, 0];
    const after =
      (milliseconds: number): Fault =>
      async () => {
        most = Math.max(most, ++now);
        await sleep(milliseconds);
        now -= 1;
      };
    server.fail("GET", undefined, ...[80, 60, 40, 20].map(after));
    expect(isWhole(await streamed("large"))).toBe(true);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
    expect(server.requests[0]).toBe("GET large");
    expect(server.requests.toSorted()).toEqual(
      ["", ...RANGES, "bytes=33554432-35651588"].map((range) => `GET large ${range}`.trim()).sort(),
    );
  });

  test("has its ranges under way together: each of three is answered when all three have been asked for", async () => {
    const together: Fault = () => until(() => server.requests.length >= 4);
    server.fail("GET", undefined, together, together, together);
    expect(isWhole(await streamed("large"))).toBe(true);
  });

  test("has four ranges under way at most: whoever reads no further asks for no more", async () => {
    const pieces = store.stream("large")[Symbol.asyncIterator]();
    await pieces.next();
    await until(() => server.requests.length === 4);
    await sleep(100);
    expect(server.requests.slice(1).sort()).toEqual(RANGES.map((range) => `GET large ${range}`).sort());
    await pieces.return!();
  });

  test("is of one version: when it is replaced meanwhile that is Throttled, and what came before was the old one", async () => {
    await server.objects.put("replaced", whole);
    server.fail("GET", undefined, undefined, () =>
      server.objects.put("replaced", Buffer.alloc(whole.length, 1)),
    );
    const got: Uint8Array[] = [];
    const reading = async () => {
      for await (const piece of store.stream("replaced")) got.push(piece);
    };
    await expect(reading()).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringMatching(/^s3:\/\/captures\/replaced cannot be read on at byte \d+ of 35651589/),
    });
    const bytes = Buffer.concat(got);
    expect(bytes.length).toBeGreaterThanOrEqual(8 * MB);
    expect(Buffer.compare(bytes, whole.subarray(0, bytes.length))).toBe(0);
  });

  test("that is removed meanwhile is Throttled: whoever asks again finds out that it is gone", async () => {
    await server.objects.put("removed", whole);
    server.fail("GET", undefined, undefined, () => server.objects.delete("removed"));
    await expect(streamed("removed")).rejects.toMatchObject({ name: "Throttled" });
    await expect(streamed("removed")).rejects.toMatchObject({ name: "ObjectNotFound" });
  });

  test("whose ranges break off is taken up where they ended", async () => {
    const cut = { cutAfter: 3 * MB };
    server.fail("GET", cut, cut, undefined, cut);
    expect(isWhole(await streamed("large"))).toBe(true);
    expect(server.requests).toHaveLength(5 + 3);
  });

  test("of which one range arrives damaged is Throttled: the CRC-32 of all of it does not fit", async () => {
    server.fail("GET", undefined, undefined, "damaged");
    await expect(streamed("large")).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringMatching(/arrived damaged: its CRC-32 is \S+, stored was \S+\. Try again\.$/),
    });
  });

  test("of which one range fails again and again is Throttled; no failure of another is nobody's", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    const fault = { status: 500, code: "InternalError" };
    server.fail("GET", undefined, ...Array.from({ length: 10 }, () => fault));
    await expect(streamed("large")).rejects.toMatchObject({ name: "Throttled" });
    await sleep(50);
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("that a reader leaves ends every request: their connections close and none is asked for again", async () => {
    const hanging: Fault = { silentAfter: MB };
    server.fail("GET", undefined, hanging, hanging, hanging);
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", note);
    for await (const _ of store.stream("large")) {
      await until(() => server.requests.length === 4);
      await sleep(100);
      expect(await server.connections()).toBeGreaterThanOrEqual(4);
      break;
    }
    while ((await server.connections()) > 0) await sleep(5);
    await sleep(100);
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    expect(server.requests).toHaveLength(4);
  });
});

describe("other objects", () => {
  test.each([
    ["nothing", 0],
    ["a byte", 1],
    ["one byte less than two ranges", 16 * MB - 1],
  ])("of %s cost one request", async (name, length) => {
    await server.objects.put(name, whole.subarray(0, length));
    expect(Buffer.compare(await streamed(name), whole.subarray(0, length))).toBe(0);
    expect(server.requests).toHaveLength(1);
  });

  test("of two ranges are read as two", async () => {
    await server.objects.put("two", whole.subarray(0, 16 * MB));
    expect(Buffer.compare(await streamed("two"), whole.subarray(0, 16 * MB))).toBe(0);
    expect(server.requests).toEqual(["GET two", `GET two ${RANGES[0]}`]);
  });

  test("that are not there throw ObjectNotFound after one request", async () => {
    await expect(streamed("absent")).rejects.toMatchObject({ name: "ObjectNotFound" });
    expect(server.requests).toHaveLength(1);
  });
});
