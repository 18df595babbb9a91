/**
 * The bytes of one object, or of a part of it, in pieces. The SDK tries a request again and never the body of its answer,
 * so a body that breaks off is asked for again from where it ended, of the same version (If-Match).
 */
import { Throttled } from "../../shared/errors.ts";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "./sdk/s3.ts";

/** Tries without a byte more; each that brings some begins to count anew. */
const TRIES = 5;
const WAIT_MS = 50;

export interface ObjectAt {
  readonly Bucket: string;
  readonly Key: string;
}

/** From `start` to `end`, exclusive; without an end to the object's. */
export interface Span {
  readonly start: number;
  readonly end?: number;
}

/**
 * Asks for a span, of one version (an ETag) where that is said; the answer's body is not read yet. Who aborts the signal ends the
 * request, in the middle of its body too.
 */
export function askFor(
  client: S3Client,
  object: ObjectAt,
  { start, end }: Span,
  { version, signal }: { readonly version?: string | undefined; readonly signal?: AbortSignal } = {},
): Promise<GetObjectCommandOutput> {
  const whole = start === 0 && end === undefined;
  return client.send(
    new GetObjectCommand({
      ...object,
      ...(whole ? {} : { Range: `bytes=${start}-${end === undefined ? "" : end - 1}` }),
      ...(version === undefined ? {} : { IfMatch: version }),
    }),
    signal === undefined ? {} : { abortSignal: signal },
  );
}

/**
 * The body of an answer to `askFor`, all of it. Throws `Throttled` when it breaks off again and again, arrives damaged, or
 * cannot be taken up because the object was replaced meanwhile: reading it again from its beginning may go well. What was aborted
 * by the `signal` that it was asked for with is not asked for again.
 */
export async function* bytesOf(
  client: S3Client,
  object: ObjectAt,
  first: GetObjectCommandOutput,
  span: Span,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const where = `s3://${object.Bucket}/${object.Key}`;
  const length = first.ContentLength;
  let answer = first;
  let got = 0;
  for (let tries = 1; ; tries++) {
    let cause: unknown;
    try {
      for await (const piece of answer.Body as unknown as AsyncIterable<Uint8Array>) {
        got += piece.length;
        if (piece.length > 0) tries = 1;
        yield piece;
      }
      if (length === undefined || got >= length) return;
    } catch (thrown) {
      cause = thrown;
    }
    if (length === undefined || got >= length || tries >= TRIES || signal?.aborted)
      throw new Throttled(
        `${where} broke off or arrived damaged after ${got} of ${length ?? "unknown"} bytes (${String(cause)}). Try again.`,
        { cause },
      );
    await new Promise((resolve) => setTimeout(resolve, WAIT_MS * tries));
    const left = { ...span, start: span.start + got };
    answer = await moreOf(client, object, first, left, signal).catch((thrown) => {
      throw new Throttled(
        `${where} broke off after ${got} of ${length} bytes and cannot be taken up there (${String(thrown)}). Try again.`,
        { cause: thrown },
      );
    });
  }
}

/**
 * Another span of the version that `first` is of. Throws where there is another one now, or none, and where the server does not
 * keep to the span. An answer that is left unread has to be ended: its failure would be nobody's, and end the process.
 */
export async function moreOf(
  client: S3Client,
  object: ObjectAt,
  first: GetObjectCommandOutput,
  span: Span,
  signal?: AbortSignal,
): Promise<GetObjectCommandOutput> {
  const answer = await askFor(client, object, span, { version: first.ETag, ...(signal && { signal }) });
  if (answer.ContentRange !== undefined || (span.start === 0 && span.end === undefined)) return answer;
  (answer.Body as { destroy?(): void } | undefined)?.destroy?.();
  throw new Error("the server answers with all of it");
}
