import { hashText, type ValueHash } from "../../profile/value-hash.ts";
import type { CallContext } from "../expression-value.ts";
import { builtin } from "./builtin.ts";

const HALF = 2 ** 32;

export const sampleFunctions = {
  hashShare: builtin("s-", ({ meter, at }: CallContext, text: string) => {
    meter.spendText(text.length, at);
    return hashShare(text);
  }),
};

/**
 * A number from 0 to 1 (exclusive) that follows from a text alone and is spread evenly over texts: what is sampled by
 * it is sampled alike in every replay.
 */
export function hashShare(text: string): number {
  const hash: ValueHash = { high: 0, low: 0 };
  hashText(text, hash);
  return (hash.high >>> 0) / HALF;
}
