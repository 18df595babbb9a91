/**
 * What the demo arranges: the order in which two regions join the service. Before 20 February only flights from airports
 * outside the West ask the model, from that midnight on all flights do. Every flight is real, and so is its time.
 */
import { type FlightData, selectFlights } from "../flights/select-flights.ts";

/** From then on flights from the West ask too, epoch milliseconds: a quiet day, four days after one storm and four before the next. */
export const WEST_JOINS = Date.parse("2001-02-20T00:00:00Z");

/** The West as the Census Bureau draws it, by postal code: 28 % of the flights depart there. */
const WEST = new Set(["AK", "AZ", "CA", "CO", "HI", "ID", "MT", "NM", "NV", "OR", "UT", "WA", "WY"]);

/** The flights that ask the model. What is known of a flight was known before its region joined: features stay. */
export function askingFlights(data: FlightData, states: ReadonlyMap<string, string>): FlightData {
  const { origin, departure, airports } = data.flights;
  const west = airports.map((airport) => WEST.has(states.get(airport) ?? ""));
  return selectFlights(data, (i) => departure[i]! >= WEST_JOINS || !west[origin[i]!]);
}
