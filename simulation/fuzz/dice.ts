import { seededRandom } from "../../shared/random.ts";

/** Choices of a mutator, from a seed: the same seed makes the same choices. */
export interface Dice {
  /** A whole number from 0 to `sides` − 1. */
  below(sides: number): number;
  /** True in one of `times` throws. */
  oneIn(times: number): boolean;
  pick<Item>(list: readonly Item[]): Item;
}

export function dice(seed: number): Dice {
  const random = seededRandom(seed);
  const below = (sides: number) => Math.floor(random() * sides);
  return { below, oneIn: (times) => below(times) === 0, pick: (list) => list[below(list.length)]! };
}

/** The seed of one of many: neighbours have nothing in common (splitmix32's finalizer). */
export function seedOf(seed: number, index: number): number {
  let mixed = (seed + Math.imul(index + 1, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) | 0;
}
