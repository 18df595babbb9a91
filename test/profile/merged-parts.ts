/** Encoded profiles that merge, of few and many rows and of columns that come and go, and what they merge to. */
import { createHash } from "node:crypto";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile, mergeEncoded } from "../../shared/profile/profile-codec.ts";
import { RunMemory } from "../../shared/profile/run-memory.ts";
import { seededRandom } from "../../shared/random.ts";

/** Encoded profiles of rows that `cells` makes, some of which lack columns or have others. */
function partsOf(
  sizes: readonly number[],
  cells: (random: () => number, part: number) => string[],
): Uint8Array[] {
  return sizes.map((rows, part) => {
    const random = seededRandom(part + 1);
    const profile = new DatasetProfile();
    for (let row = 0; row < rows; row++) {
      const made = cells(random, part);
      const names = made.map((_, at) => (at === 2 ? `_${part % 3}` : `c${at}`));
      profile.addRow({ cells: made, names, typed: false }, { key: `file-${part}.jsonl`, line: row + 1 });
    }
    return encodeProfile(profile);
  });
}

const anyCells = (random: () => number, part: number) => [
  (random() * 1e4).toFixed(part % 4),
  String(random() ** 9 * 1e9),
  `t${Math.floor(random() * 3000)}`,
  random() < 0.01 ? "other" : String(Math.floor(random() * 90)),
  ...(part % 4 === 3 ? [String(part)] : []),
];

/** Of few and many rows; from 50,000 on a sketch has levels, and a distinct count nearly every register. */
export const PARTS: Readonly<Record<string, readonly Uint8Array[]>> = {
  "of any size": partsOf([1, 700, 0, 2048, 2049, 5000, 3, 2000, 2000, 2000, 2000, 900], anyCells),
  "of many rows": partsOf([60_000, 2000, 50_000, 1], anyCells),
  "with one column": partsOf([2000, 2000, 2000, 2000, 2000, 2000], (random) => [String(random())]),
};

/** Digests of each of them and of the whole, by name. */
export function mergedDigests(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(PARTS).map(([name, parts]) => {
      const whole = decodeProfile(parts[0]!);
      mergeEncoded(whole, parts.slice(1), new RunMemory());
      const hash = createHash("sha256");
      for (const bytes of [...parts, encodeProfile(whole)]) hash.update(bytes);
      return [name, hash.digest("hex")];
    }),
  );
}
