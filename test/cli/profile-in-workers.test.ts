import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { datasetThreads, profileInWorkers } from "../../cli/profile-in-workers.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import type { ProfiledDataset } from "../../steps/profile-dataset.ts";
import { temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const io = { cwd: folder.path, env: {} };

const random = seededRandom(11);
const pick = (values: readonly string[]) => values[Math.floor(random() * values.length)]!;
const rows = Array.from({ length: 6000 }, (_, i) => {
  const time = new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString();
  const cells = [
    String(random()),
    time,
    pick(["a", "b", ""]),
    (random() * 1e6).toFixed(2),
    pick(["1", "1.0", "x"]),
    String(i),
  ];
  // Some rows are shorter, some longer than the header.
  return i % 97 === 0 ? cells.slice(0, 3) : i % 89 === 0 ? [...cells, "more"] : cells;
});
writeFileSync(
  join(folder.path, "table.csv"),
  `score,at,plan,spend,code,id\n${rows.map((cells) => cells.join(",")).join("\n")}\n`,
);

/** As text, and compared as one: a difference of long texts takes minutes to print. */
const sameBytes = (a: ProfiledDataset, b: ProfiledDataset) => bytesOf(a) === bytesOf(b);
const bytesOf = ({ windows, faithful, sample, columns, count }: ProfiledDataset) =>
  JSON.stringify({
    columns,
    sampled: [columns.map((name) => sample.column(name)), sample.times],
    windows: [...windows].map(([start, profile]) => [
      start,
      Buffer.from(encodeProfile(profile)).toString("base64"),
    ]),
    faithful: faithful && Buffer.from(encodeProfile(faithful)).toString("base64"),
    count,
  });

describe("a data set profiled by several threads", () => {
  const cases = [
    ["without times", { layout: "2023" }],
    ["without a header", { header: false }],
    [
      "by hours, the prediction first, a column sensitive",
      { layout: "2021", time: "at", prediction: "spend", sensitive: ["id"], sensitiveKey: "k" },
    ],
  ] as const;
  test.each(cases)("%s is what one thread makes of it, to the byte", async (_, options) => {
    const [one, ...others] = await Promise.all(
      [1, 2, 3].map((workers) => profileInWorkers(io, "table.csv", { ...options, workers })),
    );
    expect(one!.count).toBe("header" in options ? 6001 : 6000); // the header is a row then
    for (const many of others) expect(sameBytes(many, one!)).toBe(true);
  });

  test("is refused as by one thread, and tells how far it is", async () => {
    const refused = profileInWorkers(io, "table.csv", { time: "att", workers: 2 });
    await expect(refused).rejects.toThrow('has no column "att"; did you mean "at"?');
    await expect(refused).rejects.toBeInstanceOf(UnusableInput);
    const told: number[] = [];
    await profileInWorkers(io, "table.csv", { workers: 2, onProgress: (count) => told.push(count) });
    expect(told.at(-1)).toBe(6000);
  });
});

describe("threads for a data set", () => {
  const [csv, packed, table, small] = [
    { key: "train.csv", bytes: 1e9 },
    { key: "part.csv.gz", bytes: 1e9 },
    { key: "train.parquet", bytes: 1e9 },
    { key: "small.csv", bytes: 1e6 },
  ];
  test.each([
    [
      "CSV is one on any number of cores: most of the work is what each would repeat",
      [csv, packed],
      false,
      16,
      1,
    ],
    ["CSV that is counted twice is one a core", [csv], true, 2, 2],
    ["other files is one a core from three on", [csv, table], false, 4, 4],
    ["other files is one on two cores", [table], false, 2, 1],
    ["little is one", [small], true, 8, 1],
    ["much on many cores is eight", [csv], true, 64, 8],
  ])("of %s", (_, files, isTwice, cores, threads) => {
    expect(datasetThreads(files, { isTwice, cores })).toBe(threads);
  });
});
