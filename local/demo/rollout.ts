/**
 * What the demo arranges: who asks the model. In a pilot only flights from the five largest airports do, and the first model
 * learns from them; from 20 February on those from the fifty largest do. Every flight is real, and so is its time.
 */
import type { Flights } from "../flights/read-flights.ts";
import { type FlightData, selectFlights } from "../flights/select-flights.ts";

/** From then on flights from all fifty ask, epoch milliseconds: a quiet day, four days after one storm and four before the next. */
export const ROLLOUT = Date.parse("2001-02-20T00:00:00Z");

/** Airports with the most departures: 22 % and 79 % of the flights of January. */
const PILOT_AIRPORTS = 5;
const AIRPORTS = 50;

/**
 * The flights that ask the model; the largest airports are those of the flights in [from, to). What is known of a flight was known
 * before anybody asked about it: features stay.
 */
export function askingFlights(
  data: FlightData,
  ranked: { readonly from: number; readonly to: number },
): FlightData {
  const { origin, departure } = data.flights;
  const rank = ranks(data.flights, ranked);
  return selectFlights(
    data,
    (i) => rank[origin[i]!]! < (departure[i]! < ROLLOUT ? PILOT_AIRPORTS : AIRPORTS),
  );
}

/** Rank of each airport by its departures in [from, to), from 0; of equal ones the first in the alphabet goes first. */
function ranks(
  { n, origin, departure, airports }: Flights,
  { from, to }: { readonly from: number; readonly to: number },
): Uint16Array {
  const departures = new Uint32Array(airports.length);
  for (let i = 0; i < n; i++) if (departure[i]! >= from && departure[i]! < to) departures[origin[i]!]!++;
  const order = [...airports.keys()].sort((a, b) => departures[b]! - departures[a]! || a - b);
  const rank = new Uint16Array(airports.length);
  for (const [place, airport] of order.entries()) rank[airport] = place;
  return rank;
}
