/** A service that speaks AWS's JSON protocol over HTTP: it keeps what it is asked, as it came over the wire, and says what it is told. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface JsonRequest {
  /** `PutMetricData`. */
  readonly action: string;
  /** Bytes of the body, unpacked; and as it was sent. */
  readonly bytes: number;
  readonly sent: number;
  // biome-ignore lint/suspicious/noExplicitAny: a wrong path fails the test.
  readonly body: any;
}

/** An answer: 200 with a body, or an error by its code as services that once spoke XML name it. */
export type JsonAnswer = { readonly body: object } | { readonly status: number; readonly code: string };

export interface JsonServer {
  readonly url: string;
  readonly requests: JsonRequest[];
  /** Of the next requests, in order; then `{}`. */
  readonly answers: JsonAnswer[];
  stop(): void;
}

/** Starts one on a free port. */
export async function startJsonServer(): Promise<JsonServer> {
  const requests: JsonRequest[] = [];
  const answers: JsonAnswer[] = [];
  const server = createServer(async (request, response) => {
    const sent = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    const plain = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    requests.push({
      action: String(request.headers["x-amz-target"]).split(".")[1]!,
      bytes: plain.length,
      sent: sent.length,
      body: JSON.parse(plain.toString()),
    });
    const answer = answers.shift() ?? { body: {} };
    const refused = "code" in answer;
    response.writeHead(refused ? answer.status : 200, {
      "content-type": "application/x-amz-json-1.0",
      ...(refused && { "x-amzn-query-error": `${answer.code};Sender` }),
    });
    response.end(
      JSON.stringify(refused ? { __type: `com.amazonaws#${answer.code}`, message: "no" } : answer.body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
