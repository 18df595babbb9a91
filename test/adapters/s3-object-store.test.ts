import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { s3ObjectStore } from "../../adapters/aws/s3-object-store.ts";
import { objectBody } from "./object-body.ts";

const s3 = mockClient(S3Client);
const store = s3ObjectStore({ bucket: "my-work", client: new S3Client({ region: "us-east-1" }) });

/** An error as the SDK throws it. */
function refusal(name: string, status: number): S3ServiceException {
  return new S3ServiceException({
    name,
    $fault: "client",
    $metadata: { httpStatusCode: status },
    message: name,
  });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

beforeEach(() => s3.reset());

describe("reading", () => {
  test("an absent object is undefined for get and head", async () => {
    s3.on(GetObjectCommand).rejects(refusal("NoSuchKey", 404));
    s3.on(HeadObjectCommand).rejects(refusal("NotFound", 404));
    expect(await store.get("a")).toBeUndefined();
    expect(await store.head("a")).toBeUndefined();
  });

  test("an absent object throws ObjectNotFound when it is streamed", async () => {
    s3.on(GetObjectCommand).rejects(refusal("NoSuchKey", 404));
    await expect(all(store.stream("a"))).rejects.toMatchObject({
      name: "ObjectNotFound",
      message: "s3://my-work/a is not there.",
    });
  });

  describe("a range", () => {
    const partial = (bytes: string, ContentRange?: string) =>
      s3.on(GetObjectCommand).resolves({ Body: objectBody(bytes), ...(ContentRange && { ContentRange }) });

    test("asks for its bytes alone, the last one included as HTTP counts", async () => {
      partial("ell", "bytes 1-3/5");
      expect(new TextDecoder().decode(await store.range("a", 1, 4))).toBe("ell");
      expect(s3.commandCalls(GetObjectCommand)[0]!.args[0].input).toEqual({
        Bucket: "my-work",
        Key: "a",
        Range: "bytes=1-3",
      });
    });

    test("is cut out of a whole answer where the server knows no ranges", async () => {
      partial("hello");
      expect(new TextDecoder().decode(await store.range("a", 1, 4))).toBe("ell");
    });

    test("of an absent object throws ObjectNotFound", async () => {
      s3.on(GetObjectCommand).rejects(refusal("NoSuchKey", 404));
      await expect(store.range("a", 0, 1)).rejects.toMatchObject({ name: "ObjectNotFound" });
    });

    test("behind the object's end is refused, and so is an empty one, which is never asked for", async () => {
      s3.on(GetObjectCommand).rejects(refusal("InvalidRange", 416));
      await expect(store.range("a", 9, 12)).rejects.toMatchObject({
        name: "UnusableInput",
        message: expect.stringContaining("Got bytes 9 to 12 of s3://my-work/a, which ends before") as string,
      });
      s3.reset();
      for (const [start, end] of [
        [1, 1],
        [2, 1],
        [-1, 1],
        [0.5, 1],
        [0, Number.POSITIVE_INFINITY],
      ] as const)
        await expect(store.range("a", start, end)).rejects.toMatchObject({ name: "UnusableInput" });
      expect(s3.commandCalls(GetObjectCommand)).toHaveLength(0);
    });

    test("says what to allow where S3 refuses", async () => {
      s3.on(GetObjectCommand).rejects(refusal("AccessDenied", 403));
      await expect(store.range("a", 0, 1)).rejects.toThrow("Got 403 (AccessDenied) for s3://my-work/a");
    });
  });

  test("a body that broke off is not taken up where the server knows no ranges: nothing is read twice", async () => {
    async function* broken() {
      yield new TextEncoder().encode("he");
      throw new Error("aborted");
    }
    s3.on(GetObjectCommand)
      .resolvesOnce({ ETag: '"e"', ContentLength: 5, Body: broken() as never })
      .resolves({ ETag: '"e"', ContentLength: 5, Body: objectBody("hello") });
    await expect(store.get("a")).rejects.toMatchObject({
      name: "Throttled",
      message: expect.stringContaining("broke off after 2 of 5 bytes and cannot be taken up") as string,
    });
    expect(s3.commandCalls(GetObjectCommand)[1]!.args[0].input).toMatchObject({
      Range: "bytes=2-",
      IfMatch: '"e"',
    });
  });

  test("an ETag comes without its quotes, as S3's events carry it", async () => {
    s3.on(GetObjectCommand).resolves({ ETag: '"abc"', Body: objectBody("text") });
    s3.on(HeadObjectCommand).resolves({ ETag: '"abc"', ContentLength: 4 });
    expect(await store.get("a")).toEqual({ body: new TextEncoder().encode("text"), etag: "abc" });
    expect(await store.head("a")).toEqual({ key: "a", etag: "abc", size: 4 });
  });

  test("a refusal says what to allow", async () => {
    s3.on(GetObjectCommand).rejects(refusal("AccessDenied", 403));
    await expect(store.get("a")).rejects.toMatchObject({
      name: "UnusableInput",
      message: expect.stringContaining("s3:ListBucket"),
    });
  });

  test("a missing bucket is not an absent object", async () => {
    s3.on(GetObjectCommand).rejects(refusal("NoSuchBucket", 404));
    await expect(store.get("a")).rejects.toMatchObject({
      name: "UnusableInput",
      message: expect.stringContaining("no bucket"),
    });
  });

  test("503 is Throttled, also where an answer without a body names no error", async () => {
    s3.on(GetObjectCommand).rejects(refusal("SlowDown", 503));
    await expect(store.get("a")).rejects.toMatchObject({ name: "Throttled" });
    s3.on(HeadObjectCommand).rejects(refusal("Unknown", 503));
    await expect(store.head("a")).rejects.toMatchObject({ name: "Throttled" });
  });
});

describe("listing", () => {
  test("an empty prefix lists nothing", async () => {
    s3.on(ListObjectsV2Command).resolves({});
    expect(await all(store.list("none/"))).toEqual([]);
  });

  test("every page is read, in the order that S3 gives", async () => {
    s3.on(ListObjectsV2Command, { Prefix: "p/" }).resolves({
      Contents: [{ Key: "p/a", ETag: '"1"', Size: 1 }],
      NextContinuationToken: "more",
    });
    s3.on(ListObjectsV2Command, { Prefix: "p/", ContinuationToken: "more" }).resolves({
      Contents: [{ Key: "p/b", ETag: '"2"', Size: 2 }],
    });
    expect(await all(store.list("p/"))).toEqual([
      { key: "p/a", etag: "1", size: 1 },
      { key: "p/b", etag: "2", size: 2 },
    ]);
  });

  test("keys are asked for encoded and given plain, whatever they hold", async () => {
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: "p/red+flower%0A%2B%C3%BC", Size: 0 }] });
    expect((await all(store.list("p/")))[0]!.key).toBe("p/red flower\n+ü");
    expect(s3.commandCalls(ListObjectsV2Command)[0]!.args[0].input.EncodingType).toBe("url");
  });

  test("startAfter is passed on with the first page only", async () => {
    s3.on(ListObjectsV2Command).resolvesOnce({ NextContinuationToken: "more" }).resolves({});
    await all(store.list("p/", { startAfter: "p/k" }));
    const inputs = s3.commandCalls(ListObjectsV2Command).map((call) => call.args[0].input);
    expect(inputs.map(({ StartAfter, ContinuationToken }) => [StartAfter, ContinuationToken])).toEqual([
      ["p/k", undefined],
      [undefined, "more"],
    ]);
  });
});

describe("writing", () => {
  test("a condition becomes its header, and the ETag gets its quotes back", async () => {
    s3.on(PutObjectCommand).resolves({ ETag: '"new"' });
    expect(await store.put("a.json", "{}", { ifMatch: "old" })).toEqual({ written: true, etag: "new" });
    await store.put("a.json", "{}", { ifNoneMatch: "*" });
    const inputs = s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input);
    expect(
      inputs.map(({ IfMatch, IfNoneMatch, ContentType }) => [IfMatch, IfNoneMatch, ContentType]),
    ).toEqual([
      ['"old"', undefined, "application/json"],
      [undefined, "*", "application/json"],
    ]);
  });

  test("a lost race is not written, and not an error", async () => {
    s3.on(PutObjectCommand).rejects(refusal("PreconditionFailed", 412));
    expect(await store.put("a", "x", { ifNoneMatch: "*" })).toEqual({ written: false });
  });

  test("a version that is gone is not written; a missing bucket throws", async () => {
    s3.on(PutObjectCommand).rejects(refusal("NoSuchKey", 404));
    expect(await store.put("a", "x", { ifMatch: "old" })).toEqual({ written: false });
    s3.on(PutObjectCommand).rejects(refusal("NoSuchBucket", 404));
    await expect(store.put("a", "x")).rejects.toMatchObject({ name: "UnusableInput" });
  });

  test("409 is tried again", async () => {
    s3.on(PutObjectCommand).rejectsOnce(refusal("ConditionalRequestConflict", 409)).resolves({ ETag: '"e"' });
    expect(await store.put("a", "x", { ifNoneMatch: "*" })).toEqual({ written: true, etag: "e" });
  });

  test("409 five times is Throttled, which state machines retry", async () => {
    s3.on(PutObjectCommand).rejects(refusal("ConditionalRequestConflict", 409));
    await expect(store.put("a", "x", { ifNoneMatch: "*" })).rejects.toMatchObject({ name: "Throttled" });
    expect(s3.commandCalls(PutObjectCommand)).toHaveLength(5);
  });

  test("delete asks for the key", async () => {
    s3.on(DeleteObjectCommand).resolves({});
    await store.delete("a");
    expect(s3.commandCalls(DeleteObjectCommand)[0]!.args[0].input).toEqual({ Bucket: "my-work", Key: "a" });
  });
});
