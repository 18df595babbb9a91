import type { Cell } from "../../shared/capture/row.ts";
import { seededRandom } from "../../shared/random.ts";
import { cells } from "../constraints/profiles.ts";

/** A table of every kind of column, odd cells included; the same seed gives the same table. */
export function randomTable(seed: number, rows: number): Record<string, Cell[]> {
  const random = seededRandom(seed);
  const pick = (values: readonly Cell[]) => values[Math.floor(random() * values.length)]!;
  const sometimes = (share: number, cell: Cell, other: Cell) => (random() < share ? cell : other);
  return {
    count: cells(rows, () => String(Math.floor(random() * 50) - 5)),
    amount: cells(rows, () => (random() * 1000 - 200).toFixed(2)),
    gappy: cells(rows, () => sometimes(0.3, null, random().toFixed(6))),
    short: cells(rows, () => sometimes(0.1, undefined, String(Math.floor(random() * 9)))),
    kind: cells(rows, () => pick(["a", "b", "c", "__proto__", "é"])),
    mixed: cells(rows, () => pick(["x", "7", "2.5", "true", null])),
    flag: cells(rows, () => pick(["true", "false"])),
    name: cells(rows, (i) => `n${seed}-${i}`),
    empty: cells(rows, () => null),
    wild: cells(rows, () => pick(["1e400", "-1.7e308", "1.7e308", "0", "-0.0"])),
    secret: cells(rows, () => pick(["s1", "s2"])),
    salary: cells(rows, () => String(Math.floor(random() * 90_000))),
  };
}

export const SENSITIVE = { sensitive: ["secret", "salary"], sensitiveKey: "key of the tests" };
