/** CSV tables of the flights: what the first model is trained on, and the data set that its baseline is suggested from. */
import { open } from "node:fs/promises";
import { ANSWER_COLUMN } from "./flight-endpoint.ts";
import { type FlightFeatures, flightRequest, LATE_MINUTES, REQUEST_COLUMNS } from "./flight-features.ts";
import type { Flights } from "./read-flights.ts";

export interface TableRows {
  readonly flights: Flights;
  readonly features: FlightFeatures;
  /** Departures in [from, to), epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Name of the label, as in the training sets of a retraining: 1 when the flight arrived late. */
export const LABEL_COLUMN = "label";
/** Column of the baseline's data set that tells when a row was; it is not captured. */
export const TIME_COLUMN = "time";

const BATCH = 10_000; // lines in memory, about 700 kB

/** Writes label and request of each flight in the order of departure, with a header; returns the number of rows. */
export async function writeTrainingTable(path: string, rows: TableRows): Promise<number> {
  const { flights, features } = rows;
  const label = (i: number) => (flights.delay[i]! >= LATE_MINUTES ? 1 : 0);
  return writeTable(
    path,
    [LABEL_COLUMN, ...REQUEST_COLUMNS],
    rows,
    (i) => `${label(i)},${flightRequest(flights, features, i)}`,
  );
}

/**
 * Writes the columns as they are captured, the answer first and then the request, and the time of the request
 * (RFC 3339, UTC) last, for `suggest-baseline --time time`; returns the number of rows.
 */
export async function writeBaselineTable(
  path: string,
  rows: TableRows,
  answer: (request: string) => string,
): Promise<number> {
  const { flights, features } = rows;
  return writeTable(path, [ANSWER_COLUMN, ...REQUEST_COLUMNS, TIME_COLUMN], rows, (i) => {
    const request = flightRequest(flights, features, i);
    return `${answer(request)},${request},${new Date(flights.departure[i]!).toISOString().slice(0, 19)}Z`;
  });
}

async function writeTable(
  path: string,
  header: readonly string[],
  { flights, from, to }: TableRows,
  line: (i: number) => string,
): Promise<number> {
  const file = await open(path, "w");
  let lines = [header.join(",")];
  let rows = 0;
  try {
    for (let i = 0; i < flights.n; i++) {
      if (flights.departure[i]! < from || flights.departure[i]! >= to) continue;
      lines.push(line(i));
      if (++rows % BATCH !== 0) continue;
      await file.write(`${lines.join("\n")}\n`);
      lines = [];
    }
    if (lines.length > 0) await file.write(`${lines.join("\n")}\n`);
  } finally {
    await file.close();
  }
  return rows;
}
