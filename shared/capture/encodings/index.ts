import { base64 } from "./base64.ts";
import { csv } from "./csv.ts";
import { json } from "./json.ts";
import type { PayloadEncoding } from "./payload-encoding.ts";

/**
 * Every payload encoding that can be read, in the order that messages list them. To add one: write its file,
 * add its line.
 */
export const payloadEncodings = [csv, json, base64] as const satisfies readonly PayloadEncoding[];

/** The encoding of that name (as capture files spell it), undefined when there is none. */
export function encodingNamed(name: string): PayloadEncoding | undefined {
  return payloadEncodings.find((encoding) => encoding.name === name);
}
