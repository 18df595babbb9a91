/**
 * What the demo plants: on 26 February a release of the clients' feature pipeline sends distances in metres, and six hours later
 * the next one sends miles again. The flights stay real; the number in their requests does not.
 */
import { REQUEST_COLUMNS } from "../flights/flight-features.ts";

/** [from, to), epoch milliseconds: an hour that is judged, in a time in which the policy would retrain. */
export const METRES = { from: Date.parse("2001-02-26T12:00:00Z"), to: Date.parse("2001-02-26T18:00:00Z") };

const METRES_PER_MILE = 1609.344; // the international mile
const AT = REQUEST_COLUMNS.indexOf("distance");

/** The request as the clients of that time send it. */
export function released(request: string, time: number): string {
  if (time < METRES.from || time >= METRES.to) return request;
  const cells = request.split(",");
  cells[AT] = String(Math.round(Number(cells[AT]) * METRES_PER_MILE));
  return cells.join(",");
}
