/** The S3 adapter against a bucket that speaks the protocol and fails on purpose: what goes wrong between two machines. */
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientSettings } from "../../adapters/aws/client-settings.ts";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import type { RetrainingState } from "../../shared/retraining/retraining-state.ts";
import { acquireRetraining } from "../../steps/acquire-retraining.ts";
import { getJson, putJson, swapJson } from "../../steps/json-object.ts";
import type { ObjectStore, Ports } from "../../steps/ports.ts";
import { type Fault, type S3Server, startS3Server } from "./s3-server.ts";

let server: S3Server;
let store: ObjectStore;
const clients: S3Client[] = [];

/** A store whose client tries three times, so that a test need not wait for six. */
function storeWith({
  requestHandler = {},
  maxAttempts = 3,
}: Pick<S3ClientConfig, "requestHandler" | "maxAttempts"> = {}): ObjectStore {
  const client = new S3Client({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts,
    requestHandler,
  });
  clients.push(client);
  return s3ObjectStore({ bucket: "my-work", client });
}

beforeAll(async () => {
  server = await startS3Server();
  store = storeWith();
});
beforeEach(() => void server.requests.splice(0));
afterAll(() => {
  for (const client of clients) client.destroy();
  server.stop();
});

const text = async (key: string) => Buffer.from((await store.get(key))!.body).toString();
function bytes(length: number): Uint8Array {
  const made = new Uint8Array(length);
  for (let at = 0; at < length; at++) made[at] = at % 251;
  return made;
}
const slowDown: Fault = { status: 503, code: "SlowDown" };
const internalError: Fault = { status: 500, code: "InternalError" };
const conflict: Fault = { status: 409, code: "ConditionalRequestConflict" };

async function streamed(from: ObjectStore, key: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(from.stream(key)));
}

describe("a write", () => {
  test("whose answer was lost meets its own object when the SDK tries again, and is told as not written", async () => {
    server.fail("PUT", "lost");
    expect(await store.put("lost", "mine", { ifNoneMatch: "*" })).toEqual({ written: false });
    expect(server.requests).toEqual(["PUT lost", "PUT lost"]);
    expect(await text("lost")).toBe("mine");
  });

  test("whose answer was lost is found by a compare-and-swap, which reads again and does not change twice", async () => {
    await putJson(store, "counter.json", { count: 1 });
    server.fail("PUT", "lost");
    let changes = 0;
    const there = await swapJson<{ count: number }>(store, "counter.json", (known) => {
      if (known?.count === 2) return undefined;
      changes += 1;
      return { count: 2 };
    });
    expect([there, changes]).toEqual([{ count: 2 }, 1]);
  });

  test("of a retraining lock whose answer was lost leaves the lock with who wrote it", async () => {
    const ports = { work: store, clock: { now: () => Date.parse("2001-02-16T11:00:00Z") } } as Ports;
    const input = {
      endpoint: "shop",
      variant: "AllTraffic",
      trigger: "window",
      windowId: "20010216T10Z",
      reason: "because",
      owner: "t-1",
    } as const;
    server.fail("PUT", "lost");
    expect(await acquireRetraining(ports, input)).toMatchObject({ acquired: true });
    const { value } = (await getJson<RetrainingState>(store, "retraining/shop/state.json"))!;
    expect([value.owner, value.history.length]).toEqual(["t-1", 1]);
  });

  test("whose connection broke before anything was done is done once", async () => {
    server.fail("PUT", "refused");
    expect(await store.put("refused", "x", { ifNoneMatch: "*" })).toMatchObject({ written: true });
  });

  test.each([
    ["500", internalError],
    ["503", slowDown],
    ["409, which the SDK does not try again", conflict],
  ])("that is answered with %s once is done the second time", async (name, fault) => {
    server.fail("PUT", fault);
    expect(await store.put(`once/${name}`, "x", { ifNoneMatch: "*" })).toMatchObject({ written: true });
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ["500", internalError],
    ["503", slowDown],
    ["a broken connection", "refused" as const],
  ])(
    "that meets %s as often as it tries is Throttled, which the state machines retry",
    async (name, fault) => {
      server.fail("PUT", fault, fault, fault);
      await expect(store.put(`never/${name}`, "x")).rejects.toMatchObject({
        name: "Throttled",
        message: expect.stringContaining("s3://my-work/never/") as string,
      });
      expect(server.objects.keys("never/")).not.toContain(`never/${name}`);
    },
  );

  test("of twenty that replace the same version at the same time one wins", async () => {
    const first = await store.put("version", "0");
    const etag = (first as { etag: string }).etag;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.put("version", `${at + 1}`, { ifMatch: etag })),
    );
    const winner = outcomes.findIndex(({ written }) => written);
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect(await text("version")).toBe(`${winner + 1}`);
  });

  test("twenty that add one each, of whose answers every third is lost, add up to no more and no less", async () => {
    server.fail(
      "PUT",
      ...Array.from({ length: 60 }, (_, at) => (at % 3 === 2 ? ("lost" as const) : undefined)),
    );
    const patient = storeWith({ maxAttempts: 20 });
    const add = (name: string) =>
      swapJson<string[]>(patient, "sum.json", (known = []) =>
        known.includes(name) ? undefined : [...known, name],
      );
    const names = Array.from({ length: 20 }, (_, at) => `n${at}`);
    for (let from = 0; from < names.length; from += 4)
      await Promise.all(names.slice(from, from + 4).map(add));
    server.forget();
    expect(JSON.parse(await text("sum.json")).sort()).toEqual([...names].sort());
  });
});

describe("a body that breaks off", () => {
  const whole = bytes(3_000_000);
  beforeAll(() => server.objects.put("big", whole));

  test("is taken up where it ended, as often as it brings something", async () => {
    server.fail("GET", { cutAfter: 1_000_000 }, { cutAfter: 500_000 }, { cutAfter: 1 });
    expect(Buffer.compare(await streamed(store, "big"), whole)).toBe(0);
    expect(server.requests).toEqual([
      "GET big",
      "GET big bytes=1000000-",
      "GET big bytes=1500000-",
      "GET big bytes=1500001-",
    ]);
  });

  test("is taken up in get and range too", async () => {
    server.fail("GET", { cutAfter: 1_000_000 });
    expect(Buffer.compare((await store.get("big"))!.body, whole)).toBe(0);
    server.fail("GET", { cutAfter: 10 });
    expect(await store.range("big", 100, 200)).toEqual(whole.slice(100, 200));
    expect(server.requests).toEqual([
      "GET big",
      "GET big bytes=1000000-",
      "GET big bytes=100-199",
      "GET big bytes=110-199",
    ]);
  });

  test("five times without a byte is Throttled and never ends as if it were whole", async () => {
    server.fail("GET", ...Array.from({ length: 5 }, () => ({ cutAfter: 0 })));
    let got = 0;
    const reading = async () => {
      for await (const piece of store.stream("big")) got += piece.length;
    };
    await expect(reading()).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringContaining(
        "s3://my-work/big broke off or arrived damaged after 0 of 3000000 bytes",
      ) as string,
    });
    expect([got, server.requests.length]).toEqual([0, 5]);
  });

  test("of an object that was replaced meanwhile is Throttled: two versions are never read as one", async () => {
    await server.objects.put("replaced", whole);
    server.fail("GET", { cutAfter: 1000 }, () => server.objects.put("replaced", bytes(2_000_000)));
    await expect(streamed(store, "replaced")).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringMatching(/broke off after \d+ of 3000000 bytes and cannot be taken up/) as string,
    });
  });

  test("is no worse than one that arrives damaged: its checksum does not fit, and that is Throttled too", async () => {
    server.fail("GET", "damaged");
    await expect(store.get("big")).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringContaining("Checksum mismatch") as string,
    });
  });

  test("by silence costs the client's time limit and not the invocation", async () => {
    const impatient = storeWith({ requestHandler: { socketTimeout: 500 }, maxAttempts: 6 });
    server.fail("GET", { silentAfter: 1_000_000 });
    expect(Buffer.compare(await streamed(impatient, "big"), whole)).toBe(0);
    server.fail("HEAD", { silentAfter: 0 });
    expect(await impatient.head("big")).toMatchObject({ size: 3_000_000 });
  });

  test("that a reader leaves is not asked for again", async () => {
    for await (const _ of store.stream("big")) break;
    expect(server.requests).toEqual(["GET big"]);
  });
});

test("the deployed clients have a limit for silence; the SDK's requestTimeout would only warn", () => {
  expect(clientSettings.requestHandler).toEqual({ connectionTimeout: 3_000, socketTimeout: 30_000 });
});

test("64 MB are put, streamed in pieces and read by ranges", async () => {
  const big = new Uint8Array(64 << 20);
  for (let at = 0; at < big.length; at += 4096) big[at] = (at >> 12) % 251;
  expect(await store.put("64mb", big)).toMatchObject({ written: true });
  const pieces: Uint8Array[] = [];
  for await (const piece of store.stream("64mb")) pieces.push(piece);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(1 << 20);
  expect(Buffer.compare(Buffer.concat(pieces), big)).toBe(0);
  const middle = await store.range("64mb", 40 << 20, (40 << 20) + 8192);
  expect(Buffer.compare(middle, big.subarray(40 << 20, (40 << 20) + 8192))).toBe(0);
  await server.objects.delete("64mb");
}, 120_000);

test("a LIST that fails in the middle of its pages gives every key once", async () => {
  for (let at = 0; at < 2001; at++) await server.objects.put(`p/${String(at).padStart(5, "0")}`, "x");
  server.fail("GET", undefined, slowDown, { cutAfter: 100 }, undefined, internalError);
  const keys: string[] = [];
  for await (const { key } of store.list("p/")) keys.push(key);
  expect(keys).toEqual(server.objects.keys("p/"));
  expect(keys).toHaveLength(2001);
});
