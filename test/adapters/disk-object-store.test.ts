import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { ObjectNotFound, UnusableInput } from "../../shared/errors.ts";
import { seededRandom } from "../../shared/random.ts";

const roots: string[] = [];
let root: string;
let store: DiskObjectStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "disk-store-"));
  roots.push(root);
  store = new DiskObjectStore(root);
});
afterAll(() => {
  for (const each of roots) rmSync(each, { recursive: true, force: true });
});

async function keys(prefix = "", startAfter?: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of store.list(prefix, startAfter === undefined ? {} : { startAfter }))
    found.push(key);
  return found;
}
async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all).toString();
}
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const text = async (key: string) => Buffer.from((await store.get(key))?.body ?? []).toString();

describe("an object", () => {
  test("is undefined where nothing was put, and its stream throws ObjectNotFound", async () => {
    expect(await store.get("a/b")).toBeUndefined();
    expect(await store.head("a/b")).toBeUndefined();
    await expect(textOf(store.stream("a/b"))).rejects.toBeInstanceOf(ObjectNotFound);
  });

  test("is undefined where a folder or a file's inside is asked for", async () => {
    await store.put("a/b", "x");
    expect(await store.get("a")).toBeUndefined();
    expect(await store.head("a")).toBeUndefined();
    expect(await store.get("a/b/c")).toBeUndefined();
    await expect(textOf(store.stream("a"))).rejects.toBeInstanceOf(ObjectNotFound);
  });

  test("may be empty", async () => {
    expect(await store.put("empty", "")).toEqual({ written: true, etag: "d41d8cd98f00b204e9800998ecf8427e" });
    expect((await store.get("empty"))?.body).toHaveLength(0);
    expect(await store.head("empty")).toEqual({
      key: "empty",
      size: 0,
      etag: "d41d8cd98f00b204e9800998ecf8427e",
    });
  });

  test("has the MD5 of its content as its ETag in put, get, head and list", async () => {
    const outcome = await store.put("a/ä.json", "grüße");
    expect(outcome).toEqual({ written: true, etag: md5("grüße") });
    expect((await store.get("a/ä.json"))?.etag).toBe(md5("grüße"));
    expect(await store.head("a/ä.json")).toEqual({ key: "a/ä.json", size: 7, etag: md5("grüße") });
    for await (const object of store.list("a/")) expect(object.etag).toBe(md5("grüße"));
  });

  test("has a new ETag in list when somebody replaced the file behind the store's back", async () => {
    await store.put("a", "one");
    writeFileSync(join(root, "a"), "two");
    utimesSync(join(root, "a"), 1, 1);
    expect((await store.head("a"))?.etag).toBe(md5("two"));
  });

  test("of several MiB comes in pieces of at most 1 MiB with its bytes in order", async () => {
    const random = seededRandom(7);
    const body = Buffer.from(Array.from({ length: 2_500_000 }, () => Math.floor(random() * 256)));
    const put = await store.put("big", body);
    const pieces: Uint8Array[] = [];
    for await (const piece of store.stream("big")) pieces.push(piece);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(1 << 20);
    expect(Buffer.concat(pieces).equals(body), "seed 7").toBe(true);
    const etag = createHash("sha256").update(body).digest("hex");
    expect((await new DiskObjectStore(root).head("big"))?.etag).toBe(etag);
    expect(put).toEqual({ written: true, etag });
  });

  test("that is replaced while it is read is read as it was", async () => {
    await store.put("a", "x".repeat(3 << 20));
    const stream = store.stream("a")[Symbol.asyncIterator]();
    const first = (await stream.next()).value as Uint8Array;
    await store.put("a", "y");
    let rest = first.length;
    for (let piece = await stream.next(); !piece.done; piece = await stream.next())
      rest += piece.value.length;
    expect(rest).toBe(3 << 20);
  });

  test("is gone after delete, and deleting what is not there is nothing", async () => {
    await store.put("a/b", "x");
    await store.delete("a/b");
    await store.delete("a/b");
    await store.delete("a");
    expect(await store.get("a/b")).toBeUndefined();
  });
});

describe("a range", () => {
  test("is its bytes, whatever the piece", async () => {
    const bytes = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251);
    await store.put("a", bytes);
    for (const [start, end] of [
      [0, 1],
      [7, 8],
      [1 << 20, 2 << 20],
      [0, 3_000_000],
    ] as const)
      expect(Buffer.compare(await store.range("a", start, end), bytes.subarray(start, end))).toBe(0);
  });

  test("ends where the object ends", async () => {
    await store.put("a", "hello");
    expect(new TextDecoder().decode(await store.range("a", 3, 100))).toBe("lo");
  });

  test("behind the object's end is refused with what may have happened", async () => {
    await store.put("a", "hello");
    await expect(store.range("a", 5, 6)).rejects.toThrow("Got bytes 5 to 6");
    await expect(store.range("a", 5, 6)).rejects.toThrow("Was it replaced while it was read?");
    await store.put("empty", "");
    await expect(store.range("empty", 0, 1)).rejects.toThrow(UnusableInput);
  });

  test("of nothing, of a folder and of an absent object is refused", async () => {
    await store.put("folder/a", "hello");
    for (const [start, end] of [
      [1, 1],
      [2, 1],
      [-1, 1],
      [0.5, 1],
      [0, Number.POSITIVE_INFINITY],
    ] as const)
      await expect(store.range("folder/a", start, end)).rejects.toThrow(UnusableInput);
    for (const key of ["none", "folder"])
      await expect(store.range(key, 0, 1)).rejects.toThrow(ObjectNotFound);
  });
});

describe("keys", () => {
  test.each([
    "",
    "/a",
    "a/",
    "a//b",
    "a/../b",
    "..",
    ".",
    "a/./b",
    "a\0b",
    `a/${"n".repeat(256)}`,
    "k/".repeat(600) + "x",
    ".store/locks/x",
  ])("%j is refused with what is expected", async (key) => {
    for (const action of [
      store.get(key),
      store.head(key),
      store.put(key, ""),
      store.delete(key),
      textOf(store.stream(key)),
    ])
      await expect(action).rejects.toThrow(/^Got key .*; expected names joined by slashes/s);
  });

  test("of 255 bytes a name, of blanks and of any script are taken", async () => {
    for (const key of ["n".repeat(255), "a b/ç", "日本/…", "%2e%2e/x", "-", "@x"]) {
      await store.put(key, key);
      expect(await text(key)).toBe(key);
    }
  });

  test("cannot name a file and a folder at once, and the message says so", async () => {
    await store.put("a", "x");
    await expect(store.put("a/b", "x")).rejects.toThrow(/a file stands where a folder has to be/);
    await store.put("c/d", "x");
    await expect(store.put("c", "x")).rejects.toThrow(UnusableInput);
  });
});

describe("a conditional write", () => {
  test("with If-None-Match is done when nothing is there, and only then", async () => {
    expect(await store.put("a/b", "one", { ifNoneMatch: "*" })).toEqual({ written: true, etag: md5("one") });
    expect(await store.put("a/b", "two", { ifNoneMatch: "*" })).toEqual({ written: false });
    expect(await text("a/b")).toBe("one");
  });

  test("with If-Match is done on that version, and not on another or none", async () => {
    expect(await store.put("a", "x", { ifMatch: md5("none") })).toEqual({ written: false });
    await store.put("a", "one");
    expect(await store.put("a", "two", { ifMatch: md5("other") })).toEqual({ written: false });
    expect(await store.put("a", "two", { ifMatch: md5("one") })).toEqual({ written: true, etag: md5("two") });
    expect(await text("a")).toBe("two");
  });

  test("with If-None-Match is won by one of twenty promises", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.put("race", String(i), { ifNoneMatch: "*" })),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
  });

  test("with If-Match is won by one of twenty promises, of two stores on one folder", async () => {
    const other = new DiskObjectStore(root);
    await store.put("race", "0");
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? store : other).put("race", `v${i}`, { ifMatch: md5("0") }),
      ),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
  });

  test("loses no increment of three processes that count by compare-and-swap", async () => {
    const script = `
      import { DiskObjectStore } from ${JSON.stringify(new URL("../../adapters/disk/disk-object-store.ts", import.meta.url).href)};
      const store = new DiskObjectStore(${JSON.stringify(root)});
      for (let done = 0; done < 25; ) {
        const there = await store.get("count");
        const next = String(Number(Buffer.from(there.body)) + 1);
        if ((await store.put("count", next, { ifMatch: there.etag })).written) done += 1;
      }`;
    await store.put("count", "0");
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module-typescript", "-e", script]);
    await Promise.all([run(), run(), run()]);
    expect(await text("count")).toBe("75");
  });

  test("with If-Match goes through although a process died with the lock in its hand", async () => {
    await store.put("a", "one");
    const lock = join(root, ".store/locks", md5("a"));
    // Beyond the highest process id that any system gives.
    const { hostname } = await import("node:os");
    writeFileSync(
      lock,
      JSON.stringify({ host: hostname(), pid: 2_147_483_646, startedAt: 0, token: "dead" }),
    );
    const outcomes = await Promise.all(
      ["two", "three"].map((body) => store.put("a", body, { ifMatch: md5("one") })),
    );
    expect(outcomes.filter(({ written }) => written)).toHaveLength(1);
    expect(readdirSync(join(root, ".store/locks"))).toEqual([]);
  });
});

describe("a list", () => {
  test("of a store that nothing was put into is empty", async () => {
    expect(await keys()).toEqual([]);
    expect(await keys("a/b/")).toEqual([]);
  });

  test("is in the byte order of UTF-8, as S3 lists", async () => {
    const names = ["a-b", "a/b", "a.c/x", "a0", "B", "a/", "b/\u{1f600}", "b/\uffee", "b/z", "a!"].map(
      (name) => (name.endsWith("/") ? `${name}0` : name),
    );
    for (const name of names) await store.put(name, "");
    const byBytes = [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await keys()).toEqual(byBytes);
    expect(byBytes.indexOf("b/\uffee")).toBeLessThan(byBytes.indexOf("b/\u{1f600}")); // UTF-16 has it the other way round
  });

  test("takes a prefix that ends within a name", async () => {
    for (const key of ["w/2001-a", "w/2001-b/c", "w/2002", "x"]) await store.put(key, "");
    expect(await keys("w/2001")).toEqual(["w/2001-a", "w/2001-b/c"]);
    expect(await keys("w/2001-b/")).toEqual(["w/2001-b/c"]);
    expect(await keys("w/2002/")).toEqual([]);
  });

  test("goes on after any key as if the keys up to it were not there", async () => {
    const random = seededRandom(11);
    const name = () => "ab-c0"[Math.floor(random() * 5)]!;
    const made = new Set(
      Array.from({ length: 40 }, () => `${name()}${name()}/${name()}/${name()}${name()}.x`),
    );
    for (const key of made) await store.put(key, "");
    const all = await keys();
    expect(new Set(all)).toEqual(made);
    for (const after of [...all, "b", "a/", "a-/a/zz", "zzz"])
      expect(await keys("", after), `seed 11, after ${after}`).toEqual(
        all.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0),
      );
  });

  test("leaves out the store's own folder and files that a crash left half written", async () => {
    await store.put("a", "x");
    writeFileSync(join(root, ".store/temporary/half"), "half");
    expect(await keys()).toEqual(["a"]);
  });

  test("follows links to folders and files, and does not go round in a circle", async () => {
    await store.put("real/x", "1");
    symlinkSync(join(root, "real"), join(root, "linked"));
    symlinkSync(root, join(root, "real/up"));
    symlinkSync(join(root, "nowhere"), join(root, "dangling"));
    expect(await keys()).toEqual(["linked/x", "real/x"]);
  });

  test("of a folder that is not there or is a file says the path, the reason and what to do", async () => {
    store = new DiskObjectStore(join(root, "missing"));
    await expect(keys()).rejects.toThrow(
      /missing cannot be read: it does not exist\. Make it, or correct the name\./,
    );
    writeFileSync(join(root, "file"), "");
    store = new DiskObjectStore(join(root, "file"));
    await expect(keys()).rejects.toThrow(
      /file cannot be read: it is a file\. Name the folder that holds it\./,
    );
    await expect(keys()).rejects.toBeInstanceOf(UnusableInput);
  });

  test.skipIf(process.getuid?.() === 0)("of a folder without the right to read says so", async () => {
    mkdirSync(join(root, "closed"), { mode: 0 });
    await expect(keys()).rejects.toThrow(/closed cannot be read: permission denied/);
  });

  test("survives files that go while it runs", async () => {
    for (let i = 0; i < 50; i++) await store.put(`f/${i}`, "");
    const seen: string[] = [];
    for await (const { key } of store.list("f/")) {
      seen.push(key);
      if (seen.length === 1) for (let i = 20; i < 50; i++) await store.delete(`f/${i}`);
    }
    expect(seen).toHaveLength(20 + seen.filter((key) => Number(key.slice(2)) >= 20).length);
  });
});

describe("a crash", () => {
  test("while putting leaves the old object or the new one, never half of one", async () => {
    const old = "o".repeat(4 << 20);
    const script = `
      import { DiskObjectStore } from ${JSON.stringify(new URL("../../adapters/disk/disk-object-store.ts", import.meta.url).href)};
      const store = new DiskObjectStore(${JSON.stringify(root)});
      process.stdout.write("go");
      for (;;) await store.put("a", "n".repeat(4 << 20));`;
    await store.put("a", old);
    for (let round = 0; round < 3; round++) {
      const child = execFile(process.execPath, ["--input-type=module-typescript", "-e", script]);
      await new Promise((resolve) => child.stdout!.once("data", resolve));
      await new Promise((resolve) => setTimeout(resolve, 7 * round));
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      const body = await text("a");
      expect([md5(old), md5("n".repeat(4 << 20))]).toContain(md5(body));
    }
    expect(await keys()).toEqual(["a"]);
    expect((await store.put("a", "after")).written).toBe(true);
  });
});
