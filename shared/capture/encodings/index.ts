import type { Payload } from "../capture-record.ts";
import type { Decoded } from "../row.ts";
import { base64 } from "./base64.ts";
import { csv } from "./csv.ts";
import { json } from "./json.ts";
import type { PayloadEncoding } from "./payload-encoding.ts";
import { payloadSizeFault } from "./payload-size.ts";

/**
 * Every payload encoding that can be read, in the order that messages list them. To add one: write its file,
 * add its line.
 */
export const payloadEncodings = [csv, json, base64] as const satisfies readonly PayloadEncoding[];

/** The encoding of that name (as capture files spell it), undefined when there is none. */
export function encodingNamed(name: string): PayloadEncoding | undefined {
  return payloadEncodings.find((encoding) => encoding.name === name);
}

/** The rows of a payload, or why it has none; undefined where its encoding is not known. */
export function decodePayload({ data, encoding, contentType }: Payload): Decoded | undefined {
  const known = encodingNamed(encoding);
  if (known === undefined) return undefined;
  const reason = payloadSizeFault(data);
  return reason === undefined ? known.decode(data, contentType) : { ok: false, reason };
}
