import { seededRandom } from "../../shared/random.ts";

const STRIDE = 0x9e3779b1; // odd, so that no two numbers share a seed (Knuth's multiplicative hash, 2³² / φ)

/** A UUID of version 4 for each whole number: the same seed and number always give the same one. */
export function eventId(seed: number, number: number): string {
  const random = seededRandom(Math.imul(number, STRIDE) ^ seed);
  const hex = hex8(random) + hex8(random) + hex8(random) + hex8(random);
  const variant = "89ab"[Number.parseInt(hex[16]!, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

const hex8 = (random: () => number) =>
  Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0");
