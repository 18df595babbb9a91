import type { Flights } from "../../../local/flights/read-flights.ts";
import { seededRandom } from "../../../shared/random.ts";

export const START = Date.UTC(2001, 0, 1);
const AIRPORTS = ["ATL", "BOS", "ORD", "SEA"];

/** `n` flights between four airports over `hours` hours, a few in each minute; delays from −30 to 90 minutes. */
export function someFlights(seed: number, n: number, hours = 24): Flights {
  const random = seededRandom(seed);
  const whole = (below: number) => Math.floor(random() * below);
  const minutes = Float64Array.from({ length: n }, () => whole(hours * 60)).sort();
  return {
    n,
    row: Uint32Array.from({ length: n }, (_, i) => 1000 + i),
    departure: minutes.map((minute) => START + minute * 60_000),
    delay: Int16Array.from({ length: n }, () => whole(121) - 30),
    distance: Uint16Array.from({ length: n }, () => 50 + whole(2500)),
    origin: Uint16Array.from({ length: n }, () => whole(4)),
    destination: Uint16Array.from({ length: n }, () => whole(4)),
    airports: AIRPORTS,
    incomplete: 0,
  };
}
