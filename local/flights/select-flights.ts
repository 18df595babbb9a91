import type { FlightFeatures } from "./flight-features.ts";
import type { Flights } from "./read-flights.ts";

/** Flights and what was known of each when it departed. */
export interface FlightData {
  readonly flights: Flights;
  readonly features: FlightFeatures;
}

/** The flights that `keep` takes, by their index, in their order and with their features; airports keep their numbers. */
export function selectFlights({ flights, features }: FlightData, keep: (i: number) => boolean): FlightData {
  const kept = flights.row.map((_, i) => i).filter((i) => keep(i));
  const of = <A extends Numbers>(values: A): A => {
    const some = new (values.constructor as new (n: number) => A)(kept.length);
    for (let k = 0; k < kept.length; k++) some[k] = values[kept[k]!]!;
    return some;
  };
  return {
    flights: {
      ...flights,
      n: kept.length,
      row: of(flights.row),
      departure: of(flights.departure),
      delay: of(flights.delay),
      distance: of(flights.distance),
      origin: of(flights.origin),
      destination: of(flights.destination),
    },
    features: {
      originDepartures: of(features.originDepartures),
      originDelay: of(features.originDelay),
      originLateShare: of(features.originLateShare),
      routeDelay: of(features.routeDelay),
    },
  };
}

type Numbers = Uint32Array | Float64Array | Int16Array | Uint16Array | Float32Array;
