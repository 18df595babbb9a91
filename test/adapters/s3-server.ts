/**
 * A bucket that speaks S3's protocol over HTTP (objects, ranges, conditions, pages, error documents, checksums), and that
 * fails when it is told to: what a protocol server that always works cannot show. Every bucket's name leads to the same one.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";

/** How one request fails. */
export type Fault =
  /** Answered with an error document; nothing was done. */
  | { readonly status: number; readonly code: string }
  /** Carried out; the connection ends before the answer. */
  | "lost"
  /** The connection ends before anything was done. */
  | "refused"
  /** The last byte of the answer's body is another. */
  | "damaged"
  /** The connection ends, or sends nothing more, after so many bytes of the answer's body. */
  | { readonly cutAfter: number }
  | { readonly silentAfter: number }
  /** Something happens first, then the request is answered. */
  | (() => Promise<unknown>);

export interface S3Server {
  readonly url: string;
  readonly objects: MemoryObjectStore;
  /** Method, key and range of every request, in order. */
  readonly requests: string[];
  /** Faults of the next requests of a method, in order; `undefined` lets one through. */
  fail(method: string, ...faults: (Fault | undefined)[]): void;
  /** Drops the faults that no request met. */
  forget(): void;
  /** Connections that are open. */
  connections(): Promise<number>;
  stop(): void;
}

const PAGE = 1000;

/** Starts one on a free port. */
export async function startS3Server(): Promise<S3Server> {
  const objects = new MemoryObjectStore();
  const requests: string[] = [];
  const faults = new Map<string, (Fault | undefined)[]>();
  const server = createServer((request, response) => {
    const method = request.method!;
    const range = request.headers.range;
    requests.push([method, keyOf(request), ...(range === undefined ? [] : [range])].join(" "));
    serve(objects, request, response, faults.get(method)?.shift()).catch((error: Error) =>
      response.destroy(error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    fail: (method, ...next) => void faults.set(method, [...(faults.get(method) ?? []), ...next]),
    forget: () => faults.clear(),
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function serve(
  objects: MemoryObjectStore,
  request: IncomingMessage,
  response: ServerResponse,
  fault: Fault | undefined,
): Promise<void> {
  const body = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
  if (fault === "refused") return void response.destroy();
  if (typeof fault === "function") await fault();
  const answer =
    typeof fault === "object" && "status" in fault
      ? refusal(fault.status, fault.code)
      : await carriedOut(objects, request, body);
  if (fault === "lost") return void response.destroy();
  const { status, headers = {}, bytes = Buffer.of() } = answer;
  if (fault === "damaged") bytes[bytes.length - 1]! ^= 1;
  response.writeHead(status, { "content-length": bytes.length, ...headers });
  if (typeof fault === "object" && "cutAfter" in fault)
    return void response.write(bytes.subarray(0, fault.cutAfter), () => response.destroy());
  if (typeof fault === "object" && "silentAfter" in fault)
    return void response.write(bytes.subarray(0, fault.silentAfter));
  response.end(request.method === "HEAD" ? undefined : bytes);
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly bytes?: Buffer;
}

const url = (request: IncomingMessage) => new URL(request.url!, "http://any");
const keyOf = (request: IncomingMessage) =>
  decodeURIComponent(url(request).pathname.replace(/^\/[^/]+\/?/, ""));
const quoted = (etag: string) => `"${etag}"`;

function carriedOut(
  objects: MemoryObjectStore,
  request: IncomingMessage,
  body: Buffer,
): Answer | Promise<Answer> {
  const key = keyOf(request);
  if (request.method === "PUT") return put(objects, key, request, body);
  if (request.method === "DELETE") return objects.delete(key).then(() => ({ status: 204 }));
  return key === "" ? page(objects, url(request).searchParams) : read(objects, key, request);
}

async function put(
  objects: MemoryObjectStore,
  key: string,
  { headers }: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  const ifMatch = headers["if-match"]?.replaceAll('"', "");
  if (ifMatch !== undefined && (await objects.head(key)) === undefined) return refusal(404, "NoSuchKey");
  const outcome = await objects.put(key, body, {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(headers["if-none-match"] === undefined ? {} : { ifNoneMatch: "*" }),
  });
  return outcome.written
    ? { status: 200, headers: { etag: quoted(outcome.etag) } }
    : refusal(412, "PreconditionFailed");
}

async function read(objects: MemoryObjectStore, key: string, { headers }: IncomingMessage): Promise<Answer> {
  const found = await objects.get(key);
  if (found === undefined) return refusal(404, "NoSuchKey");
  const etag = quoted(found.etag);
  if (headers["if-match"] !== undefined && headers["if-match"] !== etag)
    return refusal(412, "PreconditionFailed");
  const { body } = found;
  const range = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? "");
  if (range === null) {
    const bytes = Buffer.from(body);
    return {
      status: 200,
      headers: { etag, "accept-ranges": "bytes", "x-amz-checksum-crc32": checksum(bytes) },
      bytes,
    };
  }
  const start = Number(range[1]);
  if (start >= body.length) return refusal(416, "InvalidRange");
  const part = Buffer.from(body.subarray(start, range[2] === "" ? body.length : Number(range[2]) + 1));
  const contentRange = `bytes ${start}-${start + part.length - 1}/${body.length}`;
  return { status: 206, headers: { etag, "content-range": contentRange }, bytes: part };
}

function page(objects: MemoryObjectStore, query: URLSearchParams): Answer {
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const keys = objects.keys(query.get("prefix") ?? "").filter((key) => key > after);
  const given = keys.slice(0, PAGE);
  const more = keys.length > PAGE;
  const contents = given.map(
    (key) => `<Contents><Key>${encodeURIComponent(key)}</Key><ETag>"e"</ETag><Size>1</Size></Contents>`,
  );
  const next = more ? `<NextContinuationToken>${given.at(-1)}</NextContinuationToken>` : "";
  return xml(
    200,
    `<ListBucketResult><IsTruncated>${more}</IsTruncated>${contents.join("")}${next}</ListBucketResult>`,
  );
}

const refusal = (status: number, code: string) =>
  xml(status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

const xml = (status: number, text: string): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  bytes: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`),
});

function checksum(bytes: Buffer): string {
  const four = Buffer.alloc(4);
  four.writeUInt32BE(crc32(bytes));
  return four.toString("base64");
}
