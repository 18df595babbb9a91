import { describe, expect, test } from "vitest";
import { DatasetProfile } from "../../shared/profile/dataset-profile.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";

const options = (most: number) => ({ names: ["plan", "spend"], segments: { column: "plan", most } });

/** Rows as `plan,spend`. */
function profileOf(rows: readonly string[], most = 10): DatasetProfile {
  const profile = new DatasetProfile(options(most));
  for (const [line, row] of rows.entries()) {
    const cells = row.split(",").map((cell) => (cell === "" ? null : cell));
    profile.addRow({ cells, typed: false }, { key: "a.jsonl", line: line + 1 });
  }
  return profile;
}

const counts = ({ segments }: DatasetProfile) =>
  segments!.largest.map(([value, { rows }]) => `${value} ${rows}`);
const noValues = new Set<string>();

describe("segments", () => {
  test("are the rows by the value of a column, the largest first, each a profile of its own", () => {
    const profile = profileOf(["pro,9", "free,1", "free,2", ",5", "free,3"]);
    expect(counts(profile)).toEqual(["free 3", " 1", "pro 1"]);
    expect(profile.segments!.profile("free")!.column("spend")!.moments.sum).toBe(6);
    expect(profile.segments!.profile("free")!.segments).toBeUndefined();
    expect(profile.column("spend")!.moments.sum).toBe(20);
  });

  test("hold a row without the column in the rest", () => {
    const profile = new DatasetProfile(options(3));
    profile.addRow({ cells: [4], names: ["spend"], typed: true }, { key: "a.jsonl", line: 1 });
    expect(counts(profile)).toEqual([]);
    expect(profile.segments!.rest(noValues).rows).toBe(1);
  });

  test("lose no row where values are too many, and keep the large ones", () => {
    const random = seededRandom(7);
    const rows = Array.from({ length: 3000 }, (_, i) =>
      i % 2 === 0 ? `large${i % 4},1` : `v${Math.floor(random() * 400)},1`,
    );
    const { segments } = profileOf(rows, 5);
    expect(segments!.largest.slice(0, 2).map(([value, { rows }]) => [value, rows])).toEqual([
      ["large0", 750],
      ["large2", 750],
    ]);
    const named = new Set(segments!.largest.map(([value]) => value));
    const told = segments!.largest.reduce((sum, [, { rows }]) => sum + rows, 0);
    expect(told + segments!.rest(named).rows).toBe(3000);
  });

  test("with 100,000 columns in all are fewer, and no row is lost", () => {
    const names = ["plan", ...Array.from({ length: 5999 }, (_, at) => `c${at}`)];
    const profile = new DatasetProfile({ segments: { column: "plan", most: 20 } });
    for (let line = 1; line <= 40; line++) {
      const plan = line % 2 === 0 ? "large" : `p${line}`;
      profile.addRow({ cells: [plan, ...names.slice(1)], names, typed: true }, { key: "a", line });
    }
    const { largest } = profile.segments!;
    // 21 values of 6,000 columns: the 17th makes 102,000, of which the eight largest (48,000) stay; the last four make 12.
    expect(largest).toHaveLength(12);
    expect(largest[0]).toMatchObject(["large", { rows: 20 }]);
    const named = new Set(largest.map(([value]) => value));
    expect(20 + 11 + profile.segments!.rest(named).rows).toBe(40);
  });

  test("merge to the segments of the whole while there is room, and survive being written", () => {
    const rows = Array.from({ length: 500 }, (_, i) => `p${i % 7},${i}`);
    const whole = profileOf(rows);
    const merged = profileOf(rows.slice(0, 123));
    merged.merge(profileOf(rows.slice(123)));
    expect(counts(merged)).toEqual(counts(whole));
    const back = decodeProfile(encodeProfile(merged));
    expect(counts(back)).toEqual(counts(whole));
    back.merge(decodeProfile(encodeProfile(whole)));
    expect(back.segments!.profile("p3")!.rows).toBe(2 * whole.segments!.profile("p3")!.rows);
  });

  test("come along into an empty profile, which then is one of its own", () => {
    const one = profileOf(["pro,9", "free,1"]);
    const whole = new DatasetProfile();
    whole.merge(one);
    whole.merge(profileOf(["pro,1"]));
    expect([counts(whole), counts(one)]).toEqual([
      ["pro 2", "free 1"],
      ["free 1", "pro 1"],
    ]);
  });

  test("end where rows come that nobody told apart", () => {
    const whole = profileOf(["pro,9"]);
    const plain = new DatasetProfile({ names: ["plan", "spend"] });
    plain.addRow({ cells: ["pro", "1"], typed: false }, { key: "b.jsonl", line: 1 });
    whole.merge(plain);
    expect(whole.segments).toBeUndefined();
  });

  test("are refused by a sensitive column: its values would be their names", () => {
    expect(() => new DatasetProfile({ ...options(3), sensitive: ["plan"], sensitiveKey: "k" })).toThrow(
      "Got the sensitive column plan as the column of the segments",
    );
  });
});
