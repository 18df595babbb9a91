/**
 * What is known about a flight in the minute it departs: the columns of the model's request. Delays are those of
 * flights that have arrived by then. Only flights from the same airport are looked at, because every time in the
 * data is on the clock of the airport of departure: at 10:00 in New York it is 7:00 in Los Angeles, and what
 * happens there at 10:00 is the future.
 */
import type { Flights } from "./read-flights.ts";

/** The request's columns in order. The first three only tell the time. */
export const REQUEST_COLUMNS = [
  "departure_hour",
  "day_of_week",
  "day_of_month",
  "distance",
  "origin",
  "destination",
  "origin_departures",
  "origin_delay",
  "origin_late_share",
  "route_delay",
] as const;

export interface FlightFeatures {
  /** Earlier departures from the same airport within the last hour. */
  readonly originDepartures: Uint16Array;
  /** Mean arrival delay, minutes, of flights from the same airport that arrived within the last two hours; NaN: none. */
  readonly originDelay: Float32Array;
  /** Share of those that were late, 0 to 1; NaN: none. */
  readonly originLateShare: Float32Array;
  /** Arrival delay, minutes, of the last flight on the same route that arrived within the last day; NaN: none. */
  readonly routeDelay: Float32Array;
}

/** A flight is late when it arrives at least this many minutes after its schedule (the definition of the BTS). */
export const LATE_MINUTES = 15;

const MINUTE = 60_000;
const TRAFFIC_MS = 60 * MINUTE;
const RECENT_MS = 120 * MINUTE;
const DAY_MS = 1440 * MINUTE;

/**
 * Minutes from departure to arrival, estimated from the distance in miles: 40 minutes on the ground, in climb and
 * in approach, and 450 miles an hour between. On the late side, so that no delay is known too early.
 */
export function blockMinutes(distance: number): number {
  return 40 + Math.ceil(distance / 7.5);
}

/** Estimated arrival of each flight, epoch milliseconds on the clock of its airport of departure. */
export function flightArrivals(flights: Flights): Float64Array {
  return flights.departure.map((departure, i) => departure + blockMinutes(flights.distance[i]!) * MINUTE);
}

/** The features of every flight, in one pass in the order of departure. */
export function flightFeatures(flights: Flights): FlightFeatures {
  const traffic = departuresWithin(flights, TRAFFIC_MS);
  const features = {
    originDepartures: traffic,
    originDelay: new Float32Array(flights.n).fill(Number.NaN),
    originLateShare: new Float32Array(flights.n).fill(Number.NaN),
    routeDelay: new Float32Array(flights.n).fill(Number.NaN),
  };
  const arrivals = flightArrivals(flights);
  const order = byArrival(arrivals);
  const state = new ArrivalState(flights);
  let arrived = 0;
  let expired = 0;
  for (let i = 0; i < flights.n; i++) {
    const now = flights.departure[i]!;
    while (arrived < order.length && arrivals[order[arrived]!]! <= now)
      state.arrive(order[arrived]!, arrivals[order[arrived++]!]!);
    while (expired < arrived && arrivals[order[expired]!]! <= now - RECENT_MS)
      state.expire(order[expired++]!);
    const origin = flights.origin[i]!;
    if (state.count[origin]! > 0) {
      features.originDelay[i] = state.delays[origin]! / state.count[origin]!;
      features.originLateShare[i] = state.late[origin]! / state.count[origin]!;
    }
    features.routeDelay[i] = state.lastOnRoute(i, now);
  }
  return features;
}

/** Sums over the flights that have arrived lately, by airport of departure; whole minutes, so that they stay exact. */
class ArrivalState {
  readonly count: Int32Array;
  readonly delays: Float64Array;
  readonly late: Int32Array;
  readonly #flights: Flights;
  /** By route; the arrival of a route that nobody has flown is −∞. */
  readonly #lastDelay: Int16Array;
  readonly #lastArrival: Float64Array;

  constructor(flights: Flights) {
    const airports = flights.airports.length;
    this.#flights = flights;
    this.count = new Int32Array(airports);
    this.delays = new Float64Array(airports);
    this.late = new Int32Array(airports);
    this.#lastDelay = new Int16Array(airports * airports);
    this.#lastArrival = new Float64Array(airports * airports).fill(Number.NEGATIVE_INFINITY);
  }

  arrive(i: number, arrival: number): void {
    this.#add(i, 1);
    this.#lastDelay[this.#route(i)] = this.#flights.delay[i]!;
    this.#lastArrival[this.#route(i)] = arrival;
  }

  expire(i: number): void {
    this.#add(i, -1);
  }

  lastOnRoute(i: number, now: number): number {
    const route = this.#route(i);
    return this.#lastArrival[route]! > now - DAY_MS ? this.#lastDelay[route]! : Number.NaN;
  }

  #add(i: number, sign: number): void {
    const origin = this.#flights.origin[i]!;
    const delay = this.#flights.delay[i]!;
    this.count[origin]! += sign;
    this.delays[origin]! += sign * delay;
    if (delay >= LATE_MINUTES) this.late[origin]! += sign;
  }

  #route(i: number): number {
    return this.#flights.origin[i]! * this.#flights.airports.length + this.#flights.destination[i]!;
  }
}

function departuresWithin(flights: Flights, ms: number): Uint16Array {
  const traffic = new Uint16Array(flights.n);
  const counts = new Uint16Array(flights.airports.length);
  let oldest = 0;
  for (let i = 0; i < flights.n; i++) {
    while (flights.departure[oldest]! <= flights.departure[i]! - ms) counts[flights.origin[oldest++]!]!--;
    traffic[i] = counts[flights.origin[i]!]!++;
  }
  return traffic;
}

/** Indices of the flights by arrival, then by departure. */
function byArrival(arrivals: Float64Array): Uint32Array {
  return Uint32Array.from(arrivals.keys()).sort((a, b) => arrivals[a]! - arrivals[b]! || a - b);
}

/** The request that asks about flight `i`, one CSV row; a value that nobody knows is an empty cell. */
export function flightRequest(flights: Flights, features: FlightFeatures, i: number): string {
  const departure = new Date(flights.departure[i]!);
  const clock = `${departure.getUTCHours()},${departure.getUTCDay() || 7},${departure.getUTCDate()}`;
  const route = `${flights.distance[i]},${flights.airports[flights.origin[i]!]},${flights.airports[flights.destination[i]!]}`;
  const recent = `${cell(features.originDelay[i]!, 10)},${cell(features.originLateShare[i]!, 100)},${cell(features.routeDelay[i]!, 1)}`;
  return `${clock},${route},${features.originDepartures[i]},${recent}`;
}

function cell(value: number, scale: number): string {
  return Number.isNaN(value) ? "" : String(Math.round(value * scale) / scale);
}
