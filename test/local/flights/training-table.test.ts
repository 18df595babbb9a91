import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { flightFeatures, flightRequest } from "../../../local/flights/flight-features.ts";
import { readLabelledRows } from "../../../local/flights/labelled-rows.ts";
import { writeBaselineTable, writeTrainingTable } from "../../../local/flights/training-table.ts";
import { START, someFlights } from "./some-flights.ts";

const folder = mkdtempSync(join(tmpdir(), "tables-"));
afterAll(() => rmSync(folder, { recursive: true }));

const HOUR = 3_600_000;
const path = join(folder, "table.csv");
const flights = someFlights(9, 25_000, 48);
const rows = { flights, features: flightFeatures(flights), from: START + HOUR, to: START + 47 * HOUR };
const inside = [...flights.row.keys()].filter(
  (i) => flights.departure[i]! >= rows.from && flights.departure[i]! < rows.to,
);

describe("writeTrainingTable", () => {
  test("writes the header alone for no flights", async () => {
    expect(await writeTrainingTable(path, { ...rows, from: 0, to: 1 })).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(
      "label,departure_hour,day_of_week,day_of_month,distance,origin,destination,origin_departures,origin_delay,origin_late_share,route_delay\n",
    );
  });

  test("writes every flight of the range, in order, as training reads it", async () => {
    expect(await writeTrainingTable(path, rows)).toBe(inside.length);
    const table = await readLabelledRows([path], {
      numeric: ["distance", "origin_delay"],
      categorical: ["origin"],
    });
    expect(table).toMatchObject({ rows: inside.length, label: "label", skipped: 0 });
    expect([...table.labels]).toEqual(inside.map((i) => (flights.delay[i]! >= 15 ? 1 : 0)));
    expect([...table.numeric[0]!.values]).toEqual(inside.map((i) => flights.distance[i]));
    expect(table.numeric[1]!.values.some(Number.isNaN)).toBe(true); // the first flights know of no arrival
  });
});

test("writeBaselineTable writes the captured columns, the answer first, and the time last", async () => {
  expect(await writeBaselineTable(path, rows, () => "0.250000")).toBe(inside.length);
  const [header, first, ...others] = readFileSync(path, "utf8").trimEnd().split("\n");
  const time = `${new Date(flights.departure[inside[0]!]!).toISOString().slice(0, 19)}Z`;
  expect(header).toBe(
    "late_probability,departure_hour,day_of_week,day_of_month,distance,origin,destination,origin_departures,origin_delay,origin_late_share,route_delay,time",
  );
  expect(first).toBe(`0.250000,${flightRequest(flights, rows.features, inside[0]!)},${time}`);
  expect(others).toHaveLength(inside.length - 1);
});
