/** Streams of windows of rows, drawn and real: what detectors are compared on that need the values themselves. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parse } from "csv-parse/sync";
import { bisectLeft } from "d3-array";
import { flightFeatures } from "../../local/flights/flight-features.ts";
import { readFlights } from "../../local/flights/read-flights.ts";
import { seededRandom } from "../../shared/random.ts";
import type { Rows } from "./peers.ts";
import { drawStream, type StreamLaw } from "./streams.ts";

/** Hours of rows. */
export interface RowStream {
  readonly name: string;
  /** Of so many hours the first are the baseline. */
  readonly hours: number;
  readonly baselineHours: number;
  readonly slotOf: (t: number) => string;
  /** Rows of hour `t`: asked for once each, in the order of time. NaN and "" are missing. */
  readonly rows: (t: number) => Rows;
}

const COLUMNS = 10;
/** Two weeks. */
const BASELINE_HOURS = 14 * 24;
const wander = { sd: 0.15, rho: 0.9 };

const DRAWN: readonly StreamLaw[] = [
  { name: "drawn, independent, 100 rows an hour", rows: 100 },
  { name: "drawn, independent, 1,000 rows", rows: 1000 },
  { name: "drawn, wandering (ρ = 0.9, 0.15 deviations), 1,000 rows", rows: 1000, wander },
  { name: "drawn, the same with a wave over the day", rows: 1000, wave: 0.5, wander },
];

/** Each with so many hours beyond its baseline; the flights have an end of their own. */
export const ROW_STREAMS: readonly ((hours: number) => RowStream | Promise<RowStream>)[] = [
  ...DRAWN.map((law, at) => (hours: number) => drawnRows(law, at, hours)),
  (hours) => tableStream("birdstrikes", "birdstrikes.csv", hours),
  (hours) => tableStream("movies", "movies.json", hours),
  flightStream,
];

function drawnRows(law: StreamLaw, seed: number, hours: number): RowStream {
  const stream = drawStream(law, seededRandom(4000 + seed));
  const columns = stream.columns(COLUMNS);
  return {
    name: law.name,
    baselineHours: BASELINE_HOURS,
    hours: BASELINE_HOURS + hours,
    slotOf: (t) => (law.wave === undefined ? "all" : String(t % 24)),
    rows: (t) => Object.fromEntries(columns.map((column) => [column.name, column.values(t, stream.rows(t))])),
  };
}

const TABLE_ROWS = 300;

/** Rows of a real table, drawn at random again and again: real values, with their ties, gaps and tails, that depend on nothing. */
function tableStream(name: string, file: string, hours: number): RowStream {
  const table = readTable(join(dataFolder(), file));
  const random = seededRandom(4100 + name.length);
  const length = Object.values(table)[0]!.length;
  return {
    name: `rows of ${name} (${Object.keys(table).length} columns) at random, ${TABLE_ROWS} an hour`,
    baselineHours: BASELINE_HOURS,
    hours: BASELINE_HOURS + hours,
    slotOf: () => "all",
    rows: () => {
      const at = Array.from({ length: TABLE_ROWS }, () => Math.floor(random() * length));
      return Object.fromEntries(
        Object.entries(table).map(([column, values]) => [column, picked(values, at)]),
      );
    },
  };
}

function picked(values: Rows[string], at: readonly number[]): Rows[string] {
  return values instanceof Float64Array
    ? Float64Array.from(at, (i) => values[i]!)
    : at.map((i) => (values as readonly string[])[i]!);
}

const dataFolder = () => join(dirname(createRequire(import.meta.url).resolve("vega-datasets")), "../data");

/** Columns of numbers, and of texts of up to 50 values; names and dates are none. */
function readTable(path: string): Rows {
  const text = readFileSync(path, "utf8");
  const records = (
    path.endsWith(".json") ? JSON.parse(text) : parse(text, { columns: true, bom: true })
  ) as Record<string, unknown>[];
  return Object.fromEntries(
    Object.keys(records[0]!).flatMap((name): [string, Rows[string]][] => {
      const values = records.map((record) => record[name] ?? "");
      const numbers = values.map((value) => (value === "" ? Number.NaN : Number(value)));
      if (numbers.every((number, i) => values[i] === "" || !Number.isNaN(number)))
        return [[name, Float64Array.from(numbers)]];
      const texts = values.map(String);
      return new Set(texts).size <= 50 ? [[name, texts]] : [];
    }),
  );
}

const FLIGHTS = { from: Date.parse("2001-01-01T00:00:00Z"), to: Date.parse("2001-04-01T00:00:00Z") };
const FLIGHT_BASELINE_HOURS = 31 * 24;
const HOUR_MS = 3_600_000;

/** The flights of January to March 2001 by the hour of their departure: storms, weekdays, nights and all. January is the baseline. */
async function flightStream(): Promise<RowStream> {
  const flights = await readFlights(FLIGHTS);
  const features = flightFeatures(flights);
  const hours = (FLIGHTS.to - FLIGHTS.from) / HOUR_MS;
  const starts = Array.from({ length: hours + 1 }, (_, t) =>
    bisectLeft(flights.departure, FLIGHTS.from + t * HOUR_MS),
  );
  const of = (values: ArrayLike<number>, from: number, to: number) =>
    Float64Array.from({ length: to - from }, (_, i) => values[from + i]!);
  const airports = (codes: Uint16Array, from: number, to: number) =>
    Array.from(codes.subarray(from, to), (code) => flights.airports[code]!);
  return {
    name: "real flights by the hour, January 2001 the baseline, judged to March, up to 1,100 rows",
    baselineHours: FLIGHT_BASELINE_HOURS,
    hours,
    slotOf: (t) => String(t % 24),
    rows: (t) => {
      const [from, to] = [starts[t]!, starts[t + 1]!];
      return {
        distance: of(flights.distance, from, to),
        origin: airports(flights.origin, from, to),
        destination: airports(flights.destination, from, to),
        origin_departures: of(features.originDepartures, from, to),
        origin_delay: of(features.originDelay, from, to),
        origin_late_share: of(features.originLateShare, from, to),
        route_delay: of(features.routeDelay, from, to),
      };
    },
  };
}
