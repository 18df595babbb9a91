import type { Cell } from "../../shared/capture/row.ts";
import { DatasetProfile, type ProfileOptions } from "../../shared/profile/dataset-profile.ts";
import { seededRandom } from "../../shared/random.ts";

/**
 * A profile with something of everything that the format has; `test/fixtures/profile-v1.bin` is its first version,
 * `profile-v2.bin` the first rows of it as Model Monitor counts them and by the values of `origin`.
 */
export function exampleProfile(
  options: Pick<ProfileOptions, "kind" | "segments"> = {},
  rows = 6000,
): DatasetProfile {
  const names = ["score", "price", "count", "origin", "ticket", "late", "mail", "salary"];
  const profile = new DatasetProfile({
    names,
    sensitive: ["mail", "salary"],
    sensitiveKey: "the key of the example",
    ...options,
  });
  const random = seededRandom(2001);
  for (let line = 1; line <= rows; line++) {
    const pointer = {
      key: `captures/${line % 3}.jsonl`,
      line,
      ...(line % 2 === 0 ? { eventId: `event-${line}` } : {}),
    };
    profile.addRow({ cells: cellsOf(line, random), typed: false }, pointer);
    profile.countRecord();
    profile.seen(982_108_800_000 + line * 600);
    if (line % 500 === 0) profile.countMalformed(`reason ${line % 3}`, pointer);
    if (line % 900 === 0) profile.note("clockSkew");
  }
  return profile;
}

function cellsOf(line: number, random: () => number): Cell[] {
  const cells: Cell[] = [
    String(random()),
    (random() * 500).toFixed(2),
    line % 97 === 0 ? "" : String(Math.floor(random() * 40)),
    ["ATL", "ORD", "DFW", "Zürich", "東京", "\ud800"][Math.floor(random() * 6)]!,
    line % 5 === 0 ? `${"t".repeat(300)}${line}` : `T${Math.floor(random() ** 3 * 5000)}`,
    String(random() < 0.2),
    `user${line % 700}@example.org`,
    String(30_000 + Math.floor(random() * 90_000)),
  ];
  if (line % 1000 === 0) return cells.slice(0, 5);
  return line > 3000 && line % 10 === 0 ? [...cells, line % 20 === 0 ? "1e400" : "- 7"] : cells;
}
