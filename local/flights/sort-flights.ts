import type { Flights } from "./read-flights.ts";

/** The flights by departure, then as they came, and their airports in byte order. Flights in order are not copied. */
export function sortFlights(flights: Flights): Flights {
  const airports = [...flights.airports].sort();
  const codes = Uint16Array.from(flights.airports, (airport) => airports.indexOf(airport));
  const renumbered = {
    ...flights,
    airports,
    origin: flights.origin.map((code) => codes[code]!),
    destination: flights.destination.map((code) => codes[code]!),
  };
  return isSorted(flights.departure) ? renumbered : reordered(renumbered);
}

/** The file is in this order already; others need not be. */
function isSorted(times: Float64Array): boolean {
  return times.every((time, i) => i === 0 || times[i - 1]! <= time);
}

function reordered(flights: Flights): Flights {
  const { row, departure, delay, distance, origin, destination } = flights;
  const order = Uint32Array.from(row.keys()).sort((a, b) => departure[a]! - departure[b]! || a - b);
  return {
    ...flights,
    row: row.map((_, i) => row[order[i]!]!),
    departure: departure.map((_, i) => departure[order[i]!]!),
    delay: delay.map((_, i) => delay[order[i]!]!),
    distance: distance.map((_, i) => distance[order[i]!]!),
    origin: origin.map((_, i) => origin[order[i]!]!),
    destination: destination.map((_, i) => destination[order[i]!]!),
  };
}
