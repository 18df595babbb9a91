import { describe, expect, test } from "vitest";
import { beforeRollout, sinceRollout, worstDay } from "../../../local/demo/before-and-since.ts";
import { ROLLOUT } from "../../../local/demo/rollout.ts";
import type { WindowRead } from "../../../local/read-series.ts";
import { START, someFlights } from "../flights/some-flights.ts";

const HOUR = 3_600_000;
const JANUARY = { from: START, to: START + 24 * HOUR };
const flights = someFlights(4, 500, 24);

/** A judged window, `hours` after the rollout. */
function window(hours: number, columns: readonly string[], returnMonths = 0.01) {
  const start = ROLLOUT + hours * HOUR;
  return {
    id: `window${hours}`,
    window: { endpoint: "flights", variant: "AllTraffic", start, end: start + HOUR },
    verdict: {
      verdict: columns.length > 0 ? "Violations" : "Healthy",
      violationRate: columns.length / 8,
      violations: columns.map((column) => ({ column })),
    },
    drift: { distance: { returnMonths: 0.001 }, origin: { returnMonths } },
  } as unknown as WindowRead;
}
const silent = (hours: number) => {
  const { verdict, ...other } = window(hours, [], 7);
  return { ...other, verdict: { ...verdict, verdict: "NoTraffic", violationRate: null } } as WindowRead;
};

describe("before the rollout", () => {
  test("the most surprising column is the one that unchanged data shows least often", () => {
    const found = beforeRollout(
      [silent(-4), window(-3, []), window(-2, [], 0.4), window(-1, []), window(0, [], 9)],
      flights,
      JANUARY,
    );
    expect(found).toMatchObject({ windows: 4, judged: 3, inViolation: 0 });
    expect(found?.mostSurprising).toEqual({ window: "window-2", column: "origin", returnMonths: 0.4 });
  });

  test("there is nothing to tell of a run that begins later", () => {
    expect(beforeRollout([window(0, [])], flights, JANUARY)).toBeNull();
  });
});

describe("since the rollout", () => {
  test("the first window in violation comes after so many judged ones", () => {
    const found = sinceRollout([
      window(-1, ["origin"]),
      silent(0),
      window(1, []),
      window(2, ["origin", "distance", "origin"]),
    ]);
    expect(found).toMatchObject({ windows: 3, judged: 2, inViolation: 1 });
    expect(found?.firstFound).toEqual({
      window: "window2",
      columns: ["origin", "distance"],
      judgedBefore: 1,
    });
  });

  test("without a violation there is no first one, and a run that ends earlier has nothing to tell", () => {
    expect(sinceRollout([window(0, [])])?.firstFound).toBeNull();
    expect(sinceRollout([window(-1, ["origin"])])).toBeNull();
  });
});

test("The worst day has the largest share of flights that were 15 minutes late or more", () => {
  const day = 24 * HOUR;
  const departure = Float64Array.of(START, START, START + day, START + day, START + 2 * day);
  const delay = Int16Array.of(14, 15, 15, 90, 90);
  const some = { n: 5, departure, delay };
  expect(worstDay(some, { from: START, to: START + 2 * day })).toEqual({ day: "2001-01-02", lateShare: 1 });
  expect(worstDay(some, { from: START, to: START + day })).toEqual({ day: "2001-01-01", lateShare: 0.5 });
});
