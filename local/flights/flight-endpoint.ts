import { csv } from "../../shared/capture/encodings/csv.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { REQUEST_COLUMNS } from "./flight-features.ts";
import { type FlightModel, flightPredictor } from "./flight-model.ts";

/** Name of the answer's column: the probability that the flight arrives late. */
export const ANSWER_COLUMN = "late_probability";

const DECIMALS = 6;

/**
 * The hosted model: a CSV request, its rows in the order of `columns`, is answered with one probability a row (0 to
 * 1, six decimals), a line each. Throws `UnusableInput` for a request that is no CSV, as the endpoint would answer 400.
 */
export function flightEndpoint(
  model: FlightModel,
  columns: readonly string[] = REQUEST_COLUMNS,
): (request: string) => string {
  const predict = flightPredictor(model, columns);
  return (request) => {
    const decoded = csv.decode(request, "text/csv");
    if (!decoded.ok)
      throw new UnusableInput(`The request is no CSV: ${decoded.reason}. Send rows of ${columns.join(",")}.`);
    return decoded.rows.map(({ cells }) => predict(cells).toFixed(DECIMALS)).join("\n");
  };
}
