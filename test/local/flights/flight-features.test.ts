import { describe, expect, test } from "vitest";
import {
  blockMinutes,
  flightArrivals,
  flightFeatures,
  flightRequest,
  REQUEST_COLUMNS,
} from "../../../local/flights/flight-features.ts";
import type { Flights } from "../../../local/flights/read-flights.ts";
import { seededRandom } from "../../../shared/random.ts";
import { someFlights } from "./some-flights.ts";

const HOUR = 3_600_000;

/** The features of flight `i` by their definitions, over all flights. */
function byDefinition(flights: Flights, i: number): number[] {
  const now = flights.departure[i]!;
  const arrivals = flightArrivals(flights);
  const others = [...flights.row.keys()].filter((j) => flights.origin[j] === flights.origin[i]);
  const recent = others
    .filter((j) => arrivals[j]! <= now && arrivals[j]! > now - 2 * HOUR)
    .map((j) => flights.delay[j]!);
  const route = others.filter(
    (j) => flights.destination[j] === flights.destination[i] && arrivals[j]! <= now,
  );
  const last = route.reduce<number | undefined>(
    (best, j) => (best === undefined || arrivals[j]! >= arrivals[best]! ? j : best),
    undefined,
  );
  const known = last !== undefined && arrivals[last]! > now - 24 * HOUR;
  return [
    others.filter((j) => j < i && flights.departure[j]! > now - HOUR).length,
    Math.fround(recent.reduce((sum, delay) => sum + delay, 0) / recent.length),
    Math.fround(recent.filter((delay) => delay >= 15).length / recent.length),
    known ? flights.delay[last]! : Number.NaN,
  ];
}

const featuresOf = (flights: Flights) => {
  const features = flightFeatures(flights);
  return [...flights.row.keys()].map((i) => [
    features.originDepartures[i]!,
    features.originDelay[i]!,
    features.originLateShare[i]!,
    features.routeDelay[i]!,
  ]);
};

test("No flights have no features", () => {
  expect(flightFeatures(someFlights(1, 0)).originDelay).toHaveLength(0);
});

test("The first flight knows of no other", () => {
  expect(featuresOf(someFlights(1, 1))).toEqual([[0, Number.NaN, Number.NaN, Number.NaN]]);
});

test("A flight of 500 miles takes 107 minutes", () => {
  expect(blockMinutes(500)).toBe(107); // 40 + 500 / 7.5 = 106.7
});

test.each([1, 2, 3])("The features are those of their definitions (seed %i)", (seed) => {
  const flights = someFlights(seed, 400, 48);
  expect(featuresOf(flights)).toEqual([...flights.row.keys()].map((i) => byDefinition(flights, i)));
});

describe("No leak from the future", () => {
  test.each([11, 12, 13, 14, 15])(
    "changes a delay and no feature of an earlier departure (seed %i)",
    (seed) => {
      const random = seededRandom(seed);
      const flights = someFlights(seed, 300);
      const changed = Math.floor(random() * flights.n);
      const arrival = flightArrivals(flights)[changed]!;
      const before = featuresOf(flights);
      const after = featuresOf({
        ...flights,
        delay: flights.delay.with(changed, flights.delay[changed]! + 500),
      });
      const moved = [...flights.row.keys()].filter(
        (i) => JSON.stringify(before[i]) !== JSON.stringify(after[i]),
      );
      expect(moved.every((i) => flights.departure[i]! >= arrival)).toBe(true);
    },
  );

  test("and a flight that departs after the arrival does know the delay", () => {
    const flights = someFlights(11, 300);
    const before = featuresOf(flights);
    const after = featuresOf({ ...flights, delay: flights.delay.with(0, flights.delay[0]! + 500) });
    expect(after).not.toEqual(before);
  });
});

test("A flight that has gone does not change what later flights knew before they left", () => {
  const flights = someFlights(21, 300);
  const half: Flights = {
    ...flights,
    n: 150,
    row: flights.row.slice(0, 150),
    departure: flights.departure.slice(0, 150),
  };
  expect(featuresOf(half)).toEqual(featuresOf(flights).slice(0, 150));
});

describe("A request", () => {
  const flights: Flights = {
    ...someFlights(1, 2),
    departure: Float64Array.of(Date.UTC(2001, 1, 25, 7, 59), Date.UTC(2001, 1, 25, 23, 0)),
    distance: Uint16Array.of(600, 600),
    origin: Uint16Array.of(0, 0),
    destination: Uint16Array.of(1, 1),
    delay: Int16Array.of(17, 0),
  };

  test("has its values in the order of the columns, with empty cells for what nobody knows", () => {
    expect(flightRequest(flights, flightFeatures(flights), 0)).toBe("7,7,25,600,ATL,BOS,0,,,");
    expect(flightRequest(flights, flightFeatures(flights), 1)).toBe("23,7,25,600,ATL,BOS,0,,,17");
    expect(REQUEST_COLUMNS).toHaveLength(10);
  });

  test("rounds delays to a tenth of a minute and shares to a hundredth", () => {
    const features = {
      ...flightFeatures(flights),
      originDelay: Float32Array.of(1 / 3, -0.04),
      originLateShare: Float32Array.of(2 / 3, 1),
    };
    expect(flightRequest(flights, features, 0)).toBe("7,7,25,600,ATL,BOS,0,0.3,0.67,");
    expect(flightRequest(flights, features, 1)).toBe("23,7,25,600,ATL,BOS,0,0,1,17");
  });
});
