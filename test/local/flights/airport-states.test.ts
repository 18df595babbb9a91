import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { airportStates } from "../../../local/flights/airport-states.ts";

const folder = mkdtempSync(join(tmpdir(), "airports-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("Airports have the states in which they lie", async () => {
  const states = await airportStates();
  // IATA's codes of Los Angeles, Denver, Honolulu, Chicago O'Hare, Atlanta, and Sioux City in Iowa.
  expect(["LAX", "DEN", "HNL", "ORD", "ATL", "SUX"].map((airport) => states.get(airport))).toEqual([
    "CA",
    "CO",
    "HI",
    "IL",
    "GA",
    "IA",
  ]);
});

test("A file without the two columns is refused", async () => {
  const file = join(folder, "airports.csv");
  writeFileSync(file, "iata,name\nLAX,Los Angeles\n");
  await expect(airportStates(file)).rejects.toThrow("without the columns iata and state");
});
