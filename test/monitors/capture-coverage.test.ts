import { describe, expect, test } from "vitest";
import { coverageFinding, expectedRecords } from "../../shared/monitors/capture-coverage.ts";
import { seededRandom } from "../../shared/random.ts";

const definition = (samplingPercent = 100, minRows = 100) => ({
  capture: { uri: "captures", kind: "endpoint" as const, samplingPercent },
  minRows,
});
const finding = (
  captured: number,
  invocations: number | undefined,
  more: { errors?: number; samplingPercent?: number; minRows?: number; incomplete?: boolean } = {},
) =>
  coverageFinding({
    definition: definition(more.samplingPercent, more.minRows),
    captured,
    invocations,
    errors: "errors" in more ? more.errors : 0,
    incomplete: more.incomplete ?? false,
  })?.flag;

describe("capture coverage", () => {
  test("says nothing where nobody counted, or fewer records are expected than a window needs", () => {
    expect(finding(0, undefined)).toBeUndefined();
    expect(finding(0, 99)).toBeUndefined();
    expect(finding(1, 990, { samplingPercent: 10 })).toBeUndefined();
  });

  test("tolerates 2 % at the window's edges, and five requests of a small one", () => {
    // 10,000 − 200 and + 200
    expect([9800, 9799, 10_200, 10_201].map((captured) => finding(captured, 10_000))).toEqual([
      undefined,
      "undercaptured",
      undefined,
      "overcaptured",
    ]);
    expect([95, 94, 105, 106].map((captured) => finding(captured, 100))).toEqual([
      undefined,
      "undercaptured",
      undefined,
      "overcaptured",
    ]);
  });

  test("tolerates four standard deviations of a random sample on top", () => {
    // n = 10,000, p = 0.2: 2,000 ± (4·√1600 = 160) ± (2 % = 40)
    const limits = { definition: definition(20), invocations: 10_000, errors: 0 };
    expect(expectedRecords(limits)).toEqual({ expected: 2000, least: 1800, most: 2200 });
  });

  test("lets every counted error have left no record, and a twentieth where nobody counted them", () => {
    expect(finding(8800, 10_000, { errors: 1000 })).toBeUndefined();
    expect(finding(8799, 10_000, { errors: 1000 })).toBe("undercaptured");
    expect(finding(10_201, 10_000, { errors: 1000 })).toBe("overcaptured");
    expect([9300, 9299].map((captured) => finding(captured, 10_000, { errors: undefined as never }))).toEqual(
      [undefined, "undercaptured"],
    );
  });

  test("knows nothing too few of a window whose files could not all be read", () => {
    expect(finding(10, 10_000, { incomplete: true })).toBeUndefined();
    expect(finding(20_000, 10_000, { incomplete: true })).toBe("overcaptured");
  });

  test("nothing is expected where nothing is sampled", () => {
    expect(finding(0, 10_000, { samplingPercent: 0, minRows: 1 })).toBeUndefined();
    expect(expectedRecords({ definition: definition(0), invocations: 10_000, errors: 0 })).toEqual({
      expected: 0,
      least: 0,
      most: 5,
    });
  });

  test("raises no alarm in 20,000 windows of a true random sample, and one in each that lost half", () => {
    const random = seededRandom(11);
    const [n, p] = [2000, 0.25];
    let [false_, missed] = [0, 0];
    for (let window = 0; window < 20_000; window++) {
      // The normal limit of the binomial, by the sum of twelve uniform numbers.
      let normal = -6;
      for (let each = 0; each < 12; each++) normal += random();
      const captured = Math.round(n * p + normal * Math.sqrt(n * p * (1 - p)));
      if (finding(captured, n, { samplingPercent: 25 }) !== undefined) false_ += 1;
      if (finding(Math.round(0.5 * captured), n, { samplingPercent: 25 }) === undefined) missed += 1;
    }
    expect({ false_, missed }, "seed 11").toEqual({ false_: 0, missed: 0 });
  });
});
