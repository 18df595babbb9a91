import { DeleteObjectsCommand, ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { s3ObjectVersions } from "../../adapters/aws/s3-object-versions.ts";

const s3 = mockClient(S3Client);
const versions = s3ObjectVersions({ bucket: "b", client: new S3Client({ region: "us-east-1" }) });
const refused = Object.assign(new Error("no"), { name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
beforeEach(() => void s3.reset());

describe("the versions of a bucket", () => {
  test("are listed page by page from a key on, encoded keys decoded, markers among them", async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({
        EncodingType: "url",
        Versions: [
          { Key: "p/b%C3%BC+c", VersionId: "2", Size: 7, IsLatest: false },
          { Key: "p/a", VersionId: "null", Size: 5, IsLatest: true },
        ],
        DeleteMarkers: [{ Key: "p/b%C3%BC+c", VersionId: "3", IsLatest: true }],
        IsTruncated: true,
        NextKeyMarker: "p/b%C3%BC+c",
        NextVersionIdMarker: "2",
      })
      .resolvesOnce({ Versions: [{ Key: "p/d+e", VersionId: "9", Size: 1, IsLatest: true }] });
    expect(await Array.fromAsync(versions.list("p/", { startAfter: "p/" }))).toEqual([
      { key: "p/a", id: "null", size: 5, current: true },
      { key: "p/bü c", id: "3", size: 0, current: true },
      { key: "p/bü c", id: "2", size: 7, current: false },
      { key: "p/d+e", id: "9", size: 1, current: true }, // a server that does not encode
    ]);
    expect(s3.commandCalls(ListObjectVersionsCommand).map(({ args }) => args[0].input)).toMatchObject([
      { Bucket: "b", Prefix: "p/", KeyMarker: "p/" },
      { KeyMarker: "p/bü c", VersionIdMarker: "2" },
    ]);
  });

  test("are removed a thousand a request; what is refused comes back with the right that lacks", async () => {
    s3.on(DeleteObjectsCommand)
      .resolvesOnce({})
      .resolvesOnce({ Errors: [{ Key: "k/1000", VersionId: "v", Code: "AccessDenied" }] });
    const all = Array.from({ length: 1001 }, (_, index) => ({
      key: `k/${index}`,
      id: "v",
      size: 1,
      current: true,
    }));
    const left = await versions.purge(all);
    expect(left).toEqual([
      { key: "s3://b/k/1000", reason: expect.stringContaining("allow s3:DeleteObjectVersion") },
    ]);
    const asked = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete!.Objects!);
    expect(asked.map(({ length }) => length)).toEqual([1000, 1]);
    expect(asked[1]).toEqual([{ Key: "k/1000", VersionId: "v" }]);
  });

  test("go before what readers meet, which stays where one of them stays", async () => {
    s3.on(DeleteObjectsCommand)
      .resolvesOnce({ Errors: [{ Key: "b", VersionId: "1", Code: "AccessDenied" }] })
      .resolves({});
    const left = await versions.purge(
      ["a", "b"].flatMap((key) => [
        { key, id: "2", size: 0, current: true },
        { key, id: "1", size: 9, current: false },
      ]),
    );
    expect(left.map(({ key }) => key)).toEqual(["s3://b/b"]);
    expect(s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete!.Objects!)).toEqual([
      [
        { Key: "a", VersionId: "1" },
        { Key: "b", VersionId: "1" },
      ],
      [{ Key: "a", VersionId: "2" }],
    ]);
  });

  test("that may not be listed are unusable input, with the right that lacks", async () => {
    s3.on(ListObjectVersionsCommand).rejects(refused);
    await expect(Array.fromAsync(versions.list("p/"))).rejects.toThrow(
      "Got 403 (AccessDenied) for the versions of s3://b/p/; forgetting needs to see and remove them. Allow s3:ListBucketVersions",
    );
  });
});
