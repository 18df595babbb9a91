import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Flights, readFlights } from "../../../local/flights/read-flights.ts";
import { FIVE_FLIGHTS, TWO_COLUMNS } from "./parquet-files.ts";

const folder = mkdtempSync(join(tmpdir(), "flights-"));
afterAll(() => rmSync(folder, { recursive: true }));

function parquet(name: string, base64: string): string {
  writeFileSync(join(folder, name), Buffer.from(base64, "base64"));
  return join(folder, name);
}

const minute = (at: number) => Date.UTC(2001, 0, 1, 0, at);

test("A range before the first flight has no flights and reads no row group", async () => {
  const flights = await readFlights({ from: Date.UTC(2000, 0, 1), to: Date.UTC(2000, 1, 1) });
  expect(flights.n).toBe(0);
  expect(flights.airports).toEqual([]);
});

describe("A small file without statistics", () => {
  let flights: Flights;
  beforeAll(async () => {
    flights = await readFlights({
      from: minute(0),
      to: minute(60),
      file: parquet("five.parquet", FIVE_FLIGHTS),
    });
  });

  test("is sorted by departure, then by row", () => {
    expect([...flights.departure]).toEqual([minute(1), minute(1), minute(2)]);
    expect([...flights.row]).toEqual([1, 3, 0]);
    expect([...flights.delay]).toEqual([-2, 4, 1]);
    expect([...flights.distance]).toEqual([200, 400, 100]);
  });

  test("has its airports in byte order", () => {
    expect(flights.airports).toEqual(["ATL", "BOS", "SEA"]);
    expect([...flights.origin].map((code) => flights.airports[code])).toEqual(["ATL", "BOS", "SEA"]);
    expect([...flights.destination].map((code) => flights.airports[code])).toEqual(["SEA", "SEA", "ATL"]);
  });

  test("counts a row of the range with a missing value as incomplete", () => {
    expect(flights.incomplete).toBe(1);
  });
});

test("The end of the range is exclusive and its start inclusive", async () => {
  const file = parquet("five.parquet", FIVE_FLIGHTS);
  expect((await readFlights({ from: minute(1), to: minute(2), file })).n).toBe(2);
  expect((await readFlights({ from: minute(2), to: minute(3), file })).n).toBe(1);
});

test("A file without the flights' columns is refused and says which are missing", async () => {
  const file = parquet("two.parquet", TWO_COLUMNS);
  await expect(readFlights({ from: 0, to: 1, file })).rejects.toThrow(
    "missing: distance, origin, destination",
  );
});

// Expected values by pandas 3 and pyarrow 26. The hour lies in two row groups (they meet at 08:40).
describe("8 to 9 o'clock on 3 February 2001", () => {
  let flights: Flights;
  beforeAll(async () => {
    flights = await readFlights({ from: Date.UTC(2001, 1, 3, 8), to: Date.UTC(2001, 1, 3, 9) });
  });
  const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
  const flightsOf = (codes: Uint16Array, airport: string) =>
    [...codes].filter((code) => flights.airports[code] === airport);

  test("has 1,058 flights, rows 544,717 to 545,774 of the file", () => {
    expect(flights.n).toBe(1058);
    expect([flights.row[0], flights.row.at(-1)]).toEqual([544_717, 545_774]);
    expect(flights.incomplete).toBe(0);
  });

  test("has the sums of delays and distances that pandas finds", () => {
    expect(sum(flights.delay)).toBe(-3152);
    expect(sum(flights.distance)).toBe(916_147);
    expect([...flights.delay].filter((delay) => delay >= 15)).toHaveLength(79);
  });

  test("has 74 flights from ORD and 37 to ATL", () => {
    expect(flightsOf(flights.origin, "ORD")).toHaveLength(74);
    expect(flightsOf(flights.destination, "ATL")).toHaveLength(37);
  });
});
