import { describe, expect, test } from "vitest";
import { lInfinity } from "../../shared/drift/l-infinity.ts";
import { decodeProfile, encodeProfile } from "../../shared/profile/profile-codec.ts";
import { seededRandom } from "../../shared/random.ts";
import { renderJavaJson } from "../../shared/statistics/java-json.ts";
import { profileOfStatistics } from "../../shared/statistics/profile-of-statistics.ts";
import { parseStatistics, statisticsOf } from "../../shared/statistics/statistics.ts";
import { cells, profileOf } from "../constraints/profiles.ts";
import { readReal, realFilesPresent } from "./real-files.ts";

/** An hour of the service: what its file says, read back as a profile. */
function hour(seed: number, rows: number, by = 0) {
  const random = seededRandom(seed);
  const profile = profileOf(
    {
      amount: cells(rows, (i) => (i % 10 === 0 ? null : String(random() * 50 - 5 + by))),
      visits: cells(rows, () => String(Math.floor(random() * 30))),
      plan: cells(rows, () => (random() < 0.3 + by / 100 ? "pro" : "free")),
      token: cells(rows, (i) => `t${seed}-${i}`),
    },
    { kind: "ModelMonitor" },
  );
  const file = renderJavaJson(statisticsOf(profile));
  return { profile, back: profileOfStatistics(parseStatistics(JSON.parse(file))) };
}

describe("a profile of statistics.json", () => {
  const { profile, back } = hour(1, 3000);

  test("has the counts, types, moments and extremes that the file has", () => {
    expect([back.rows, back.columns.map(({ name }) => name)]).toEqual([
      3000,
      ["amount", "visits", "plan", "token"],
    ]);
    for (const column of profile.columns) {
      const other = back.column(column.name)!;
      expect({ ...other.types }).toMatchObject({
        missing: column.types.missing,
        integral: column.types.integral,
        fractional: column.types.fractional,
        string: column.types.string,
      });
      expect([other.moments.count, other.moments.sum, other.moments.min, other.moments.max]).toEqual([
        column.moments.count,
        column.moments.sum,
        column.moments.min,
        column.moments.max,
      ]);
      expect(other.moments.standardDeviation ?? 0).toBeCloseTo(column.moments.standardDeviation ?? 0, 12);
    }
  });

  test("lies where the rows lay: no distance to the profile that the file was made from", () => {
    for (const name of ["amount", "visits", "plan"])
      expect(
        lInfinity.measure(back.column(name)!.distribution()!, profile.column(name)!.distribution()!),
      ).toBe(0);
  });

  test("has no distribution of a text column whose values the file does not hold", () => {
    expect(back.column("token")!.distribution()).toBeUndefined();
    expect(back.column("token")!.types.present).toBe(3000);
  });

  test("merges hour by hour to what a profile of all the rows would be, within the sketch's error", () => {
    const hours = [2, 3, 4].map((seed) => hour(seed, 2500));
    const merged = hours[0]!.back;
    const whole = hours[0]!.profile;
    for (const { back: next, profile: rows } of hours.slice(1)) {
      merged.merge(next);
      whole.merge(rows);
    }
    expect(merged.rows).toBe(7500);
    for (const name of ["amount", "visits"]) {
      const [a, b] = [merged.column(name)!, whole.column(name)!];
      expect(lInfinity.measure(a.distribution()!, b.distribution()!)).toBeLessThan(2 * b.sketch.rankError);
      expect(a.moments.standardDeviation! / b.moments.standardDeviation!).toBeCloseTo(1, 12);
    }
    expect(merged.column("plan")!.values.entries()).toEqual(whole.column("plan")!.values.entries());
  });

  test("survives being written and read", () => {
    const again = decodeProfile(encodeProfile(back));
    expect(Buffer.compare(encodeProfile(again), encodeProfile(back))).toBe(0);
  });
});

test.skipIf(!realFilesPresent("a profile of the service's own statistics"))(
  "the service's own statistics of 506 houses are read as a profile whose file has its sums and sketches",
  () => {
    const theirs = parseStatistics(JSON.parse(readReal("boston-packt/statistics.json")));
    const ours = statisticsOf(profileOfStatistics(theirs));
    for (const [i, { numerical_statistics: their }] of theirs.features.entries()) {
      const our = ours.features[i]!.numerical_statistics!;
      expect(our.distribution).toEqual(their!.distribution);
      expect([our.sum, our.mean, our.min, our.max]).toEqual([
        their!.sum,
        their!.mean,
        their!.min,
        their!.max,
      ]);
    }
  },
);
