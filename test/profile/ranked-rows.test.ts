import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ByteReader } from "../../shared/profile/byte-reader.ts";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile, mergeEncoded } from "../../shared/profile/profile-codec.ts";
import { RunMemory } from "../../shared/profile/run-memory.ts";
import { seededRandom } from "../../shared/random.ts";
import { type Columns, dependent, profileOf, spearman } from "./correlated-rows.ts";

const random = seededRandom(16);
const pairsOf = (profile: DatasetProfile) => [...profile.correlations.pairs()];
const same = (one: Uint8Array, other: Uint8Array) => Buffer.compare(one, other) === 0;
const columns = (rows: number): Columns => {
  const [x, y] = dependent(rows, 0.8, random);
  return { x, y };
};
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

describe("of the rows of a profile", () => {
  test.each([
    [7, undefined],
    [8, 7],
    [256, 255],
    [300, 255],
    [4096, 255],
    [4103, 255],
    [4104, 262],
    [4352, 510],
    [20_480, 1275],
  ])("%i in their order %i degrees of freedom are ranked", (rows, dof) => {
    expect(profileOf(columns(rows)).correlations.correlation("x", "y")?.dof).toBe(dof);
  });

  test("the first 256 of every 4,096 are ranked, each block by itself", () => {
    const [x, y] = dependent(4400, 0.3, random);
    const blocks = [0, 4096].map((from) => {
      const to = Math.min(from + 256, 4400);
      return { dof: to - from - 1, rho: spearman(x.slice(from, to), y.slice(from, to)) };
    });
    const dof = blocks[0]!.dof + blocks[1]!.dof;
    const rho = blocks.reduce((sum, block) => sum + block.dof * block.rho, 0) / dof;
    expect(pairsOf(profileOf({ x, y }))).toEqual([{ a: "x", b: "y", rho: expect.closeTo(rho, 6), dof }]);
  });

  test("the ones before a look and behind it are two blocks", () => {
    const [x, y] = dependent(200, 0.5, random);
    const profile = profileOf({ x: x.slice(0, 80), y: y.slice(0, 80) });
    const back = decodeProfile(encodeProfile(profile));
    for (const each of [profile, back])
      for (let row = 80; row < 200; row++)
        each.addRow(
          { names: ["x", "y"], cells: [x[row]!, y[row]!], typed: true },
          { key: "rows.jsonl", line: row + 1 },
        );
    expect(pairsOf(profile)[0]?.dof).toBe(79 + 119);
    expect(pairsOf(back)).toEqual(pairsOf(profile));
  });
});

describe("the columns of a profile that are ranked", () => {
  const [x, y] = dependent(100, 0.8, random);
  const ranked = (profile: DatasetProfile) => profile.correlations.columns;

  test("are those that are finite numbers in half of a block's rows", () => {
    const half = x.map((value, at) => (at % 2 === 0 ? value : "none"));
    const less = x.map((value, at) => (at % 2 === 0 && at > 0 ? value : null));
    const texts = x.map((value) => `t${value}`);
    const infinite = x.map(() => "1e400");
    expect(ranked(profileOf({ texts, x, less, half, infinite, y }))).toEqual(["x", "half", "y"]);
  });

  test("are no sensitive ones", () => {
    const profile = profileOf({ x, mail: y, y }, { sensitive: ["mail"], sensitiveKey: "k" });
    expect(ranked(profile)).toEqual(["x", "y"]);
  });

  test("are none in a profile that counts as Model Monitor does, and none in a segment", () => {
    expect(ranked(profileOf({ x, y }, { kind: "ModelMonitor" }))).toEqual([]);
    const plan = x.map((_, at) => ["a", "b"][at % 2]!);
    const profile = profileOf({ x, plan, y }, { segments: { column: "plan", most: 3 } });
    expect(ranked(profile)).toEqual(["x", "y"]);
    const back = decodeProfile(encodeProfile(profile));
    for (const { segments } of [profile, back])
      for (const [, segment] of segments!.largest) expect(ranked(segment)).toEqual([]);
    expect(pairsOf(back)).toEqual(pairsOf(profile));
    expect(same(encodeProfile(back), encodeProfile(profile))).toBe(true);
  });

  test("are ranked by the numbers that their cells spell", () => {
    const spelled = x.map((value) => value.toExponential(17));
    const rows = { cells: spelled.map((text, row) => [text, y[row]!]) };
    const profile = new DatasetProfile({ names: ["x", "y"] });
    for (const [row, cells] of rows.cells.entries())
      profile.addRow({ cells, typed: false }, { key: "f", line: row + 1 });
    expect(pairsOf(profile)).toEqual(pairsOf(profileOf({ x, y })));
  });

  test("are of a row's first cell where it has two", () => {
    const profile = new DatasetProfile();
    for (let row = 0; row < 100; row++)
      profile.addRow(
        { names: ["x", "y", "x"], cells: [x[row]!, y[row]!, -x[row]!], typed: true },
        { key: "f", line: row + 1 },
      );
    expect(pairsOf(profile)).toEqual(pairsOf(profileOf({ x, y })));
  });
});

describe("merged profiles", () => {
  const parts = [300, 20, 2300, 1].map((rows) => profileOf(columns(rows)));

  test("have the sums of all, one by one and as they are read", () => {
    const whole = new DatasetProfile();
    for (const part of parts) whole.merge(part);
    expect(pairsOf(whole)[0]?.dof).toBe(255 + 19 + 255);
    const rho =
      parts.flatMap(pairsOf).reduce((sum, pair) => sum + pair.rho * pair.dof, 0) / pairsOf(whole)[0]!.dof;
    expect(pairsOf(whole)[0]?.rho).toBeCloseTo(rho, 6);
    const read = decodeProfile(encodeProfile(parts[0]!));
    mergeEncoded(read, parts.slice(1).map(encodeProfile), new RunMemory());
    expect(same(encodeProfile(read), encodeProfile(whole))).toBe(true);
  });

  test("keep the sums of the one that has them where the other is from before, in either order", () => {
    const known = encodeProfile(profileOf({ score: columns(50)["x"]!, price: columns(50)["y"]! }));
    const before = fixture("profile-v1.bin");
    for (const [one, other] of [
      [known, before],
      [before, known],
    ] as const) {
      const whole = decodeProfile(one);
      mergeEncoded(whole, [other], new RunMemory());
      expect([whole.rows, pairsOf(whole).map(({ dof }) => dof)]).toEqual([6050, [49]]);
    }
  });

  test("rank what waits before rows of another profile come between", () => {
    const [x, y] = dependent(10, 0.5, random);
    const whole = profileOf({ x, y });
    whole.merge(profileOf({ x, y }));
    whole.addRow({ names: ["x", "y"], cells: [x[0]!, y[0]!], typed: true }, { key: "f", line: 1 });
    expect(pairsOf(whole)[0]?.dof).toBe(18);
  });
});

describe("correlations in a written profile", () => {
  test("are read for ever", () => {
    const profile = decodeProfile(fixture("profile-v2-correlations.bin"));
    expect([profile.rows, profile.correlations.columns]).toEqual([300, ["score", "price", "count"]]);
    expect(pairsOf(profile).map(({ a, b, rho, dof }) => [a, b, rho.toFixed(6), dof])).toEqual([
      ["score", "price", "0.000219", 255],
      ["score", "count", "-0.051607", 253],
      ["price", "count", "-0.010661", 253],
    ]);
    expect(same(encodeProfile(profile), fixture("profile-v2-correlations.bin"))).toBe(true);
  });

  const few = { x: [1, 2, 3, 4, 5, 6, 7, 8], y: [3, 1, 2, 8, 5, 7, 6, 4] };

  test("lie behind all that a reader from before knows, and are left out where there are none", () => {
    const bytes = encodeProfile(profileOf(few));
    const without = encodeProfile(profileOf(few, { ranks: false }));
    const HEADER = 13;
    expect(same(bytes.subarray(HEADER, without.length), without.subarray(HEADER))).toBe(true);
    expect(bytes.length - without.length).toBeLessThan(12);
    const more = new Uint8Array([...without.subarray(HEADER), 99, 1, 2, 3]);
    expect(pairsOf(DatasetProfile.read(new ByteReader(more)))).toEqual([]);
  });
});
