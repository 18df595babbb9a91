import { describe, expect, test } from "vitest";
import { askingFlights, ROLLOUT } from "../../../local/demo/rollout.ts";
import { flightFeatures, flightRequest } from "../../../local/flights/flight-features.ts";
import { seededRandom } from "../../../shared/random.ts";
import { START, someFlights } from "../flights/some-flights.ts";

const HOUR = 3_600_000;
const ranked = { from: ROLLOUT - 24 * HOUR, to: ROLLOUT };

/** 4,000 flights in the 24 hours before and after the rollout, from 60 airports: A00 has the most, A59 the fewest. */
function flightsAroundTheRollout() {
  const flights = someFlights(3, 4000, 48);
  const random = seededRandom(7);
  return {
    ...flights,
    departure: flights.departure.map((time) => time - START + ROLLOUT - 24 * HOUR),
    origin: flights.origin.map(() => Math.floor(60 * random() ** 2)),
    destination: flights.destination.map(() => 0),
    airports: Array.from({ length: 60 }, (_, i) => `A${String(i).padStart(2, "0")}`),
  };
}

describe("The flights that ask the model", () => {
  const flights = flightsAroundTheRollout();
  const all = { flights, features: flightFeatures(flights) };
  const asking = askingFlights(all, ranked);
  const originsOf = (isIn: (departure: number) => boolean, of = asking.flights) =>
    new Set([...of.row.keys()].filter((i) => isIn(of.departure[i]!)).map((i) => of.origin[i]!));
  const before = originsOf((time) => time < ROLLOUT);
  const since = originsOf((time) => time >= ROLLOUT);

  test("are those from the five largest airports, and from the moment of the rollout from the fifty largest", () => {
    const counts = new Map<number, number>();
    for (const i of flights.row.keys())
      if (flights.departure[i]! < ROLLOUT)
        counts.set(flights.origin[i]!, (counts.get(flights.origin[i]!) ?? 0) + 1);
    const largest = [...counts].sort(([a, x], [b, y]) => y - x || a - b).map(([airport]) => airport);
    expect(before).toEqual(new Set(largest.slice(0, 5)));
    expect(since.size).toBe(50);
    expect(largest.slice(0, 50).filter((airport) => !since.has(airport))).toEqual([]);
  });

  test("are all of theirs, and ask what they would have asked: features are those that the airport had", () => {
    const wanted = [...flights.row.keys()].filter((i) =>
      (flights.departure[i]! < ROLLOUT ? before : since).has(flights.origin[i]!),
    );
    expect([...asking.flights.row]).toEqual(wanted.map((i) => flights.row[i]));
    expect(asking.flights.n).toBe(wanted.length);
    expect(
      [...asking.flights.row.keys()].map((i) => flightRequest(asking.flights, asking.features, i)),
    ).toEqual(wanted.map((i) => flightRequest(flights, all.features, i)));
  });
});
