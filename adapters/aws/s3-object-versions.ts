/**
 * Every version of a bucket's objects, and its removal for good: in a versioned bucket a plain DELETE only puts a marker over the data.
 * A bucket without versions gives each object as its one version, whose id is `null`; deleting that one deletes the object.
 */
import {
  type DeleteMarkerEntry,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type S3Client,
  type ObjectVersion as S3Version,
} from "@aws-sdk/client-s3";
import { Throttled, UnusableInput } from "../../shared/errors.ts";
import type { NotPurged, ObjectVersion, ObjectVersions } from "../../steps/ports.ts";
import { isThrottling, serviceError } from "./service-error.ts";

/** DeleteObjects takes so many keys. */
const KEYS_PER_REQUEST = 1000;

/** The versions of one bucket. Throws `UnusableInput` where S3 refuses (403), and `Throttled` where it asks to slow down. */
export function s3ObjectVersions({
  bucket,
  client,
}: {
  readonly bucket: string;
  readonly client: S3Client;
}): ObjectVersions {
  return {
    list: (prefix, options) => list(client, bucket, prefix, options?.startAfter),
    purge: (versions) => purge(client, bucket, versions),
  };
}

async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
  startAfter: string | undefined,
): AsyncGenerator<ObjectVersion> {
  let marks: { KeyMarker?: string; VersionIdMarker?: string } =
    startAfter === undefined ? {} : { KeyMarker: startAfter };
  for (let more = true; more; ) {
    const page = await asked(`s3://${bucket}/${prefix}`, "s3:ListBucketVersions on the bucket", () =>
      client.send(
        new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, EncodingType: "url", ...marks }),
      ),
    );
    // Not every server that speaks S3 encodes when it is asked to.
    const plain = (key: string) => (page.EncodingType === "url" ? plainKey(key) : key);
    yield* [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]
      .map((entry) => versionOf(entry, plain(entry.Key!)))
      .sort(byKey);
    more = page.IsTruncated === true;
    marks = {
      ...(page.NextKeyMarker === undefined ? {} : { KeyMarker: plain(page.NextKeyMarker) }),
      ...(page.NextVersionIdMarker === undefined ? {} : { VersionIdMarker: page.NextVersionIdMarker }),
    };
  }
}

function versionOf(entry: S3Version | DeleteMarkerEntry, key: string): ObjectVersion {
  return {
    key,
    ...(entry.VersionId === undefined ? {} : { id: entry.VersionId }),
    size: ("Size" in entry ? entry.Size : 0) ?? 0,
    current: entry.IsLatest === true,
  };
}

/** Order of the UTF-8 bytes, as S3's; a page gives versions and markers apart. */
const byKey = (a: ObjectVersion, b: ObjectVersion) =>
  Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)) || Number(b.current) - Number(a.current);

/**
 * Older versions first: where the current one or a marker goes before them, the next older one is what readers meet. An object with an
 * older version that stays keeps its current one too.
 */
async function purge(
  client: S3Client,
  bucket: string,
  versions: readonly ObjectVersion[],
): Promise<NotPurged[]> {
  const older = await purgeAtOnce(
    client,
    bucket,
    versions.filter(({ current }) => !current),
  );
  const kept = new Set(older.map(({ key }) => key));
  const current = versions.filter((each) => each.current && !kept.has(addressOf(bucket, each.key)));
  return [...older, ...(await purgeAtOnce(client, bucket, current))];
}

async function purgeAtOnce(
  client: S3Client,
  bucket: string,
  versions: readonly ObjectVersion[],
): Promise<NotPurged[]> {
  const left: NotPurged[] = [];
  for (let from = 0; from < versions.length; from += KEYS_PER_REQUEST) {
    const Objects = versions
      .slice(from, from + KEYS_PER_REQUEST)
      .map(({ key, id }) => ({ Key: key, ...(id === undefined ? {} : { VersionId: id }) }));
    const { Errors = [] } = await asked(
      `s3://${bucket}`,
      "s3:DeleteObjectVersion and s3:DeleteObject there",
      () => client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } })),
    );
    left.push(...Errors.map(({ Key, Code }) => ({ key: addressOf(bucket, Key!), reason: reasonOf(Code) })));
  }
  return left;
}

const addressOf = (bucket: string, key: string) => `s3://${bucket}/${key}`;
const reasonOf = (code: string | undefined) =>
  code === "AccessDenied"
    ? "AccessDenied: allow s3:DeleteObjectVersion and s3:DeleteObject there; an object lock has to end first"
    : `S3 answered ${code}`;

async function asked<T>(where: string, right: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    const { name, status } = serviceError(cause);
    if (isThrottling(cause))
      throw new Throttled(`S3 asks to slow down for ${where} (${name}). Try again.`, { cause });
    if (status !== 403) throw cause;
    throw new UnusableInput(
      `Got 403 (${name}) for the versions of ${where}; forgetting needs to see and remove them. Allow ${right}.`,
      { cause },
    );
  }
}

/** A key of an `EncodingType: url` answer: percent-encoded, a blank as `+`. */
const plainKey = (encoded: string) => decodeURIComponent(encoded.replaceAll("+", " "));
