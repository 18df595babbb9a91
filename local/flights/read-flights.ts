/**
 * The real flights of the main job: 3,000,000 departures of January to June 2001 (US Bureau of Transportation
 * Statistics), as the package vega-datasets carries them. `date` is the actual departure on the airport's own
 * clock, to the minute; `delay` is the arrival delay in minutes, negative when early.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type FileMetaData,
  type ParquetParsers,
  parquetMetadataAsync,
  parquetRead,
  type RowGroup,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { UnusableInput } from "../../shared/errors.ts";
import { sortFlights } from "./sort-flights.ts";

/** Flights in the order of departure; the arrays have `n` entries each. */
export interface Flights {
  readonly n: number;
  /** Row in the file, from 0: the flight's identity, whatever part of the file was read. */
  readonly row: Uint32Array;
  /** Epoch milliseconds of the departure, the airport's clock read as if it were UTC. */
  readonly departure: Float64Array;
  /** Arrival delay in minutes. */
  readonly delay: Int16Array;
  /** Miles. */
  readonly distance: Uint16Array;
  /** Indices into `airports`. */
  readonly origin: Uint16Array;
  readonly destination: Uint16Array;
  /** IATA codes in byte order, of all the row groups that were read. */
  readonly airports: readonly string[];
  /** Rows in the range that were left out because one of their values is missing. */
  readonly incomplete: number;
}

const COLUMNS = ["date", "delay", "distance", "origin", "destination"] as const;
type Column = (typeof COLUMNS)[number];
/** One row group: a number for each value (an airport's is its code), NaN where it is missing. */
type Group = Readonly<Record<Column, Float64Array>>;
type Growing = { -readonly [K in keyof Flights]: Flights[K] };

/** Milliseconds instead of a Date for each of 272,727 rows a group. */
const parsers: Partial<ParquetParsers> = {
  timestampFromMicroseconds: (micros: bigint) => Number(micros) / 1000,
};

/** Path of the flights in the installed package. */
export function flightsFile(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets"); // build/index.js: the package exports nothing else
  return join(dirname(entry), "../data/flights-3m.parquet");
}

/**
 * The flights that depart in [from, to), epoch milliseconds with local time taken as UTC. One column of one row
 * group is in memory at a time, and row groups that end before `from` or begin after `to` are not read. Throws
 * `UnusableInput` when the file lacks one of the five columns.
 */
export async function readFlights(range: {
  readonly from: number;
  readonly to: number;
  readonly file?: string;
}): Promise<Flights> {
  const { from, to, file = flightsFile() } = range;
  const buffer = await asyncBufferFromFile(file);
  const metadata = await parquetMetadataAsync(buffer, { parsers });
  requireColumns(metadata, file);
  const flights = noFlights(rowsOf(metadata, from, to));
  const codes = new Map<string, number>();
  let start = 0;
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    if (mayHold(group, from, to))
      take(await readGroup(buffer, metadata, start, rows, codes), start, from, to, flights);
    start += rows;
  }
  return sortFlights({ ...trimmed(flights), airports: [...codes.keys()] });
}

function requireColumns(metadata: FileMetaData, file: string): void {
  const names = metadata.schema.slice(1).map((element) => element.name);
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length === 0) return;
  throw new UnusableInput(
    `Got ${file} with the columns ${names.join(", ")}; expected ${COLUMNS.join(", ")} (missing: ${missing.join(", ")}). Use data/flights-3m.parquet of vega-datasets.`,
  );
}

/** Whether a row group can hold departures of [from, to); one without statistics can. */
function mayHold(group: RowGroup, from: number, to: number): boolean {
  const date = group.columns.find((column) => column.meta_data?.path_in_schema[0] === "date");
  const least = Number(date?.meta_data?.statistics?.min_value ?? Number.NEGATIVE_INFINITY);
  const most = Number(date?.meta_data?.statistics?.max_value ?? Number.POSITIVE_INFINITY);
  return least < to && most >= from;
}

function rowsOf(metadata: FileMetaData, from: number, to: number): number {
  return metadata.row_groups
    .filter((group) => mayHold(group, from, to))
    .reduce((sum, group) => sum + Number(group.num_rows), 0);
}

function noFlights(capacity: number): Growing {
  return {
    n: 0,
    row: new Uint32Array(capacity),
    departure: new Float64Array(capacity),
    delay: new Int16Array(capacity),
    distance: new Uint16Array(capacity),
    origin: new Uint16Array(capacity),
    destination: new Uint16Array(capacity),
    airports: [],
    incomplete: 0,
  };
}

/** Column after column: all five at once held 430 MB for two months, one after the other 300 MB. */
async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rows: number,
  codes: Map<string, number>,
) {
  const group: Partial<Record<Column, Float64Array>> = {};
  const options = { file, metadata, rowStart, rowEnd: rowStart + rows, parsers, compressors };
  for (const column of COLUMNS) {
    const values = new Float64Array(rows).fill(Number.NaN);
    await parquetRead({
      ...options,
      columns: [column],
      onChunk: (chunk) => fill(values, chunk.columnData, chunk.rowStart - rowStart, codes),
    });
    group[column] = values;
  }
  return group as Group;
}

function fill(values: Float64Array, data: ArrayLike<unknown>, at: number, codes: Map<string, number>): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value != null) values[at + i] = typeof value === "string" ? codeOf(value, codes) : Number(value);
  }
}

function take(group: Group, start: number, from: number, to: number, flights: Growing): void {
  const { date, delay, distance, origin, destination } = group;
  for (let i = 0; i < date.length; i++) {
    const departure = date[i]!;
    if (!(departure >= from && departure < to)) continue;
    if (Number.isNaN(delay[i]! + distance[i]! + origin[i]! + destination[i]!)) {
      flights.incomplete++;
      continue;
    }
    const at = flights.n++;
    flights.row[at] = start + i;
    flights.departure[at] = departure;
    flights.delay[at] = delay[i]!;
    flights.distance[at] = distance[i]!;
    flights.origin[at] = origin[i]!;
    flights.destination[at] = destination[i]!;
  }
}

function codeOf(airport: string, codes: Map<string, number>): number {
  const known = codes.get(airport);
  if (known !== undefined) return known;
  codes.set(airport, codes.size);
  return codes.size - 1;
}

function trimmed(flights: Growing): Growing {
  const { n, row, departure, delay, distance, origin, destination } = flights;
  return {
    ...flights,
    row: row.subarray(0, n),
    departure: departure.subarray(0, n),
    delay: delay.subarray(0, n),
    distance: distance.subarray(0, n),
    origin: origin.subarray(0, n),
    destination: destination.subarray(0, n),
  };
}
