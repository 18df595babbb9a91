import { describe, expect, test } from "vitest";
import { distributionsOf } from "../../bench/detection/distribution-of.ts";
import { judgeHours, learnEndpoint } from "../../bench/detection/endpoint.ts";
import { upperBound } from "../../bench/detection/quiet-months.ts";
import { drawStream } from "../../bench/detection/streams.ts";
import { tallyValues } from "../../shared/calibration/column-tally.ts";
import { seededRandom } from "../../shared/random.ts";

const HOURS = 200;
const ROWS = 500;

const LAW = { name: "s", rows: ROWS, wave: 0.5, wander: { sd: 0.3, rho: 0.9 } };

/** Two endpoints of one law and seed: their levels are the same, so that one can be counted and the other drawn. */
const columnsOf = (seed: number) => drawStream(LAW, seededRandom(seed)).columns(5);

const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** Variance of the difference of two shares of `ROWS` cells. */
const spreadOf = (share: number) => (2 * share * (1 - share)) / ROWS;

describe("a stream", () => {
  test("draws of a window what a count of its rows would give: the same means, and the same variances around them", () => {
    const [drawn, counted] = [columnsOf(3), columnsOf(3)];
    for (const [at, { name, cuts, window }] of drawn.entries()) {
      const hours = Array.from({ length: HOURS }, (_, t) => {
        const rows = distributionsOf({ c: counted[at]!.values(t, ROWS) })["c"]!;
        return [window(t, ROWS, undefined).values!, tallyValues(rows, cuts)] as const;
      });
      for (const share of hours[0]![0].hits.keys()) {
        const pairs = hours.map((tallies) => tallies.map(({ hits }) => hits[share]! / ROWS));
        const differences = pairs.map(([one, other]) => one! - other!);
        const sampling = meanOf(pairs.map(([one, other]) => spreadOf((one! + other!) / 2)));
        const [mean, variance] = [meanOf(differences), meanOf(differences.map((value) => value ** 2))];
        expect(Math.abs(mean), `${name} ${share}`).toBeLessThanOrEqual(4.5 * Math.sqrt(sampling / HOURS));
        // A variance of 200 hours is known to 10 %; of shares of a few cells less well.
        if (sampling * ROWS > 0.01)
          expect(Math.abs(variance / sampling - 1), `${name} ${share}`).toBeLessThan(0.45);
      }
    }
  });

  test("says the same at every run", () => {
    const judged = () => {
      const endpoint = learnEndpoint(drawStream(LAW, seededRandom(5)), 3, 240);
      return judgeHours(endpoint, { from: endpoint.next, hours: 48, shiftOf: () => ({ mean: 4 }) });
    };
    expect(judged().length).toBeGreaterThan(0);
    expect(judged()).toEqual(judged());
  });
});

describe("the upper bound of a count", () => {
  test("is Garwood's: 0, 1, 5 and 20 events give 2.996, 4.744, 10.513 and 29.062 (chi-squared table, 95 %)", () => {
    for (const [count, bound] of [
      [0, 2.996],
      [1, 4.744],
      [5, 10.513],
      [20, 29.062],
    ] as const)
      expect(upperBound(count, 1)).toBeCloseTo(bound, 3);
  });
});
