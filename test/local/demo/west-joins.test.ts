import { describe, expect, test } from "vitest";
import { askingFlights, WEST_JOINS } from "../../../local/demo/west-joins.ts";
import { airportStates } from "../../../local/flights/airport-states.ts";
import { flightFeatures, flightRequest } from "../../../local/flights/flight-features.ts";
import { START, someFlights } from "../flights/some-flights.ts";

const HOUR = 3_600_000;

/** 2,000 flights from Atlanta, Boston, Chicago and Seattle in the 24 hours before and after the West joins. */
function flightsAroundTheJoin() {
  const flights = someFlights(3, 2000, 48);
  const departure = flights.departure.map((time) => time - START + WEST_JOINS - 24 * HOUR);
  return { ...flights, departure };
}

describe("The flights that ask the model", () => {
  const flights = flightsAroundTheJoin();
  const all = { flights, features: flightFeatures(flights) };
  const expected = [...flights.row.keys()].filter(
    (i) => flights.departure[i]! >= WEST_JOINS || flights.airports[flights.origin[i]!] !== "SEA",
  );

  test("are those from outside the West, and all of them from the moment it joins", async () => {
    const asking = askingFlights(all, await airportStates());
    expect(expected.length).toBeLessThan(2000);
    expect([...asking.flights.row]).toEqual(expected.map((i) => flights.row[i]));
    expect(asking.flights.n).toBe(expected.length);
  });

  test("ask what they would have asked: a flight's features are those that its airport had", async () => {
    const asking = askingFlights(all, await airportStates());
    expect(
      [...asking.flights.row.keys()].map((i) => flightRequest(asking.flights, asking.features, i)),
    ).toEqual(expected.map((i) => flightRequest(flights, all.features, i)));
  });
});
