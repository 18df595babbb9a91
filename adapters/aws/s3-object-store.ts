/**
 * One S3 bucket as an object store. Conditional writes are S3's own (`If-None-Match`, `If-Match`); LIST and GET are
 * strongly consistent, and LIST gives keys in the order of their UTF-8 bytes.
 */
import { ObjectNotFound, Throttled, UnusableInput } from "../../shared/errors.ts";
import type { ObjectStore, PutCondition, PutOutcome, StoredObject } from "../../steps/ports.ts";
import { checkRange, rangeBehindEnd } from "../byte-range.ts";
import { askFor, bytesOf, type ObjectAt, type Span } from "./s3-object-bytes.ts";
import { isWorthRanges, rangesOf } from "./s3-object-ranges.ts";
import {
  DeleteObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "./sdk/s3.ts";
import { isTemporary, serviceError } from "./service-error.ts";

/** 409: another conditional write of the same key was under way. S3 asks to try again. */
const CONFLICT_TRIES = 5;
const CONFLICT_WAIT_MS = 50;

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  json: "application/json",
  jsonl: "application/jsonl",
  html: "text/html; charset=utf-8",
  csv: "text/csv; charset=utf-8",
};

/**
 * The store of one bucket. `put` gives `written: false` on a lost race (412) and when the version to replace is gone
 * (404); after a 412 read again, because the SDK repeats a request whose answer was lost and then meets its own
 * object. Throws `Throttled` when S3 asks to slow down or does not answer, and `UnusableInput` when it refuses (403).
 */
export function s3ObjectStore({
  bucket,
  client,
}: {
  readonly bucket: string;
  readonly client: S3Client;
}): ObjectStore {
  const name = `s3://${bucket}`;
  const at = (key: string) => ({ Bucket: bucket, Key: key });
  return {
    name,
    async get(key) {
      const found = await open(client, at(key), WHOLE);
      if (found === undefined) return undefined;
      const pieces = await Array.fromAsync(bytesOf(client, at(key), found, WHOLE));
      return { body: joined(pieces), etag: bare(found.ETag) };
    },
    async *stream(key) {
      const found = await open(client, at(key), WHOLE);
      if (found === undefined) throw new ObjectNotFound(`${name}/${key} is not there.`);
      yield* isWorthRanges(found) ? rangesOf(client, at(key), found) : bytesOf(client, at(key), found, WHOLE);
    },
    range: (key, start, end) => range(client, at(key), start, end),
    async head(key) {
      const found = await presentOr404(`${name}/${key}`, () => client.send(new HeadObjectCommand(at(key))));
      return found && { key, etag: bare(found.ETag), size: found.ContentLength ?? 0 };
    },
    put: (key, body, condition) =>
      put(client, { ...at(key), Body: body, ...contentType(key), ...headers(condition) }),
    list: (prefix, options) => list(client, bucket, prefix, options?.startAfter),
    async delete(key) {
      await asked(`${name}/${key}`, () => client.send(new DeleteObjectCommand(at(key))));
    },
  };
}

const WHOLE: Span = { start: 0 };

/** The answer to a GET before its body is read; `undefined` when the object is absent. */
function open(client: S3Client, object: ObjectAt, span: Span): Promise<GetObjectCommandOutput | undefined> {
  return presentOr404(`s3://${object.Bucket}/${object.Key}`, () => askFor(client, object, span));
}

/** One piece is given as it is; Node's own `Buffer` would make equal bytes unequal in a comparison of values. */
function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const { buffer, byteOffset, byteLength } = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function range(client: S3Client, object: ObjectAt, start: number, end: number): Promise<Uint8Array> {
  const where = `s3://${object.Bucket}/${object.Key}`;
  checkRange(where, start, end);
  const span = { start, end };
  const found = await open(client, object, span).catch((thrown) => {
    throw serviceError(thrown).status === 416 ? rangeBehindEnd(where, start, end) : thrown;
  });
  if (found === undefined) throw new ObjectNotFound(`${where} is not there.`);
  // A server that knows no ranges answers with all of it.
  const asked = found.ContentRange !== undefined;
  const bytes = joined(await Array.fromAsync(bytesOf(client, object, found, asked ? span : WHOLE)));
  return asked ? bytes : bytes.subarray(start, end);
}

type PutInput = ConstructorParameters<typeof PutObjectCommand>[0];

async function put(client: S3Client, input: PutInput): Promise<PutOutcome> {
  const where = `s3://${input.Bucket}/${input.Key}`;
  for (let attempt = 0; attempt < CONFLICT_TRIES; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, CONFLICT_WAIT_MS * attempt));
    try {
      const { ETag } = await client.send(new PutObjectCommand(input));
      return { written: true, etag: bare(ETag) };
    } catch (thrown) {
      const { status } = serviceError(thrown);
      const goneUnderneath = status === 404 && input.IfMatch !== undefined;
      if (status === 412 || goneUnderneath) return { written: false };
      if (status !== 409) throw explained(thrown, where);
    }
  }
  throw new Throttled(
    `Got 409 (conflict) ${CONFLICT_TRIES} times for ${where}: others write it at the same time. Try again.`,
  );
}

async function* list(
  client: S3Client,
  bucket: string,
  prefix: string,
  startAfter: string | undefined,
): AsyncGenerator<StoredObject> {
  // Encoded, because a key may hold characters that XML cannot carry: one such key must not hide its whole prefix.
  const request = { Bucket: bucket, Prefix: prefix, EncodingType: "url" as const };
  let token: string | undefined;
  do {
    const from =
      token === undefined
        ? { ...(startAfter === undefined ? {} : { StartAfter: startAfter }) }
        : { ContinuationToken: token };
    const page = await asked(`s3://${bucket}/${prefix}`, () =>
      client.send(new ListObjectsV2Command({ ...request, ...from })),
    );
    for (const { Key, ETag, Size, LastModified } of page.Contents ?? [])
      yield {
        key: plainKey(Key!),
        etag: bare(ETag),
        size: Size ?? 0,
        ...(LastModified === undefined ? {} : { modified: LastModified.getTime() }),
      };
    token = page.NextContinuationToken;
  } while (token !== undefined);
}

async function presentOr404<T>(where: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (thrown) {
    if (serviceError(thrown).status === 404 && serviceError(thrown).name !== "NoSuchBucket") return undefined;
    throw explained(thrown, where);
  }
}

async function asked<T>(where: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (thrown) {
    throw explained(thrown, where);
  }
}

function explained(cause: unknown, where: string): unknown {
  const { name, status } = serviceError(cause);
  if (isTemporary(cause))
    return new Throttled(`S3 asks to slow down, or does not answer, for ${where} (${name}). Try again.`, {
      cause,
    });
  if (status === 403)
    return new UnusableInput(
      `Got 403 (${name}) for ${where}; expected access to it. Allow s3:GetObject or s3:PutObject there, s3:ListBucket on the bucket (without it an absent object looks like a forbidden one) and kms:Decrypt on its key.`,
      { cause },
    );
  if (name === "NoSuchBucket")
    return new UnusableInput(`Got no bucket for ${where}. Check the name and the Region.`, { cause });
  return cause;
}

function headers(condition: PutCondition | undefined): { IfNoneMatch?: string; IfMatch?: string } {
  return {
    ...(condition?.ifNoneMatch === undefined ? {} : { IfNoneMatch: condition.ifNoneMatch }),
    ...(condition?.ifMatch === undefined ? {} : { IfMatch: `"${condition.ifMatch}"` }),
  };
}

function contentType(key: string): { ContentType?: string } {
  const type = CONTENT_TYPES[key.slice(key.lastIndexOf(".") + 1)];
  return type === undefined ? {} : { ContentType: type };
}

/** ETags without their quotes: S3's events carry them so. */
const bare = (etag: string | undefined) => (etag ?? "").replaceAll('"', "");

/** A key of an `EncodingType: url` answer: percent-encoded, a blank as `+`. */
const plainKey = (encoded: string) => decodeURIComponent(encoded.replaceAll("+", " "));
