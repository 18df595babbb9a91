/** What `suggest-baseline` proposes to leave out: through the command, on real flights, and as the page tells it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFlights } from "../../local/flights/read-flights.ts";
import { exclusionRules } from "../../shared/baseline/exclusions/index.ts";
import { proposeExclusions } from "../../shared/baseline/propose-exclusions.ts";
import { seededRandom } from "../../shared/random.ts";
import { evidenceOf } from "../baseline/exclusion-evidence.ts";
import { writeText } from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());
const suggest = async (...options: string[]) => {
  const argv = ["suggest-baseline", "orders.csv", "--out", "baseline", "--json", ...options];
  const { out, err } = await run(argv, folder.path, { PLUMBLINE_SENSITIVE_KEY: "k" });
  expect(err).toContain("Reading");
  return JSON.parse(out).excluded as { column: string; reason: string }[];
};

describe("suggest-baseline", () => {
  beforeAll(() => {
    const random = seededRandom(4);
    const rows = Array.from({ length: 3000 }, (_, i) => {
      const time = Date.parse("2026-01-05T00:00:00Z") + i * 60_000;
      const order = 500_000 + i;
      const at = new Date(time).toISOString().slice(0, 19).replace("T", " ");
      return [
        at,
        order,
        Math.round(1e6 * random()),
        random() < 0.5 ? "card" : "cash",
        new Date(time).getUTCHours(),
      ].join(",");
    });
    writeText(join(folder.path, "orders.csv"), `at,order_id,cents,paid,hour\n${rows.join("\n")}\n`);
  });

  test("without times finds a time and a key by the order of the rows, and no amount", async () => {
    expect((await suggest()).map(({ column }) => column)).toEqual(["at", "order_id"]);
  });

  test("with times finds the key by its windows, and the hour", async () => {
    expect(await suggest("--time", "at")).toEqual([
      {
        column: "order_id",
        reason:
          "its smallest value rises in 49 of 49 steps from window to window: it is a clock, not the data",
      },
      {
        column: "hour",
        reason: "constant within 50 of 50 windows: no window is distributed as the baseline is",
      },
    ]);
  });

  test("keeps what it proposes in baseline.json, as column and reason", async () => {
    const excluded = await suggest("--time", "at", "--exclude", "paid");
    const facts = JSON.parse(readFileSync(join(folder.path, "baseline", "baseline.json"), "utf8"));
    expect(facts.excluded).toEqual(excluded);
    expect(excluded.at(-1)).toEqual({ column: "paid", reason: "left out on request" });
  });

  test("tells no value of a sensitive column", async () => {
    const excluded = await suggest("--sensitive", "at,order_id");
    expect(excluded.map(({ column }) => column)).toEqual(["at", "order_id"]);
    expect(JSON.stringify(excluded)).not.toMatch(/2026|50\d{4}/);
  });
});

describe("real flights", () => {
  test("of three days: the departure is proposed, the other columns are judged, whatever they are sorted by", async () => {
    const day = (number: number) => Date.UTC(2001, 0, number);
    const flights = await readFlights({ from: day(8), to: day(11) });
    expect(flights.n).toBeGreaterThan(40_000);
    const all = Array.from({ length: flights.n }, (_, i) => ({
      time: flights.departure[i]!,
      cells: {
        departure: new Date(flights.departure[i]!).toISOString().slice(0, 16),
        delay: String(flights.delay[i]),
        distance: String(flights.distance[i]),
        origin: flights.airports[flights.origin[i]!]!,
        destination: flights.airports[flights.destination[i]!]!,
      },
    }));
    const rows = all.filter((_, i) => i % 4 === 0);
    const proposed = (sorted: typeof rows, timed: boolean) =>
      proposeExclusions(evidenceOf(sorted, { timed })).map(({ column }) => column);
    expect(proposed(rows, true)).toEqual(["departure"]);
    expect(proposed(rows, false)).toEqual(["departure"]);
    for (const column of ["delay", "distance"] as const) {
      const sorted = [...rows].sort((a, b) => Number(a.cells[column]) - Number(b.cells[column]));
      expect(proposed(sorted, false), column).toEqual(["departure"]); // as texts of times
    }
  });
});

describe("docs/command-line.md", () => {
  test("has a row for each kind, in the order of the rules", () => {
    const page = readFileSync(new URL("../../docs/command-line.md", import.meta.url), "utf8");
    const part = page.slice(
      page.indexOf("### Columns that are proposed"),
      page.indexOf("## plumbline analyze"),
    );
    const told = [...part.matchAll(/^\| `([^`]+)` \|/gm)].map(([, kind]) => kind);
    expect(told).toEqual(exclusionRules.map(({ name }) => name));
  });
});
