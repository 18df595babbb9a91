import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { csv } from "../../shared/capture/encodings/csv.ts";
import { UnusableInput } from "../../shared/errors.ts";

/** The list of airports that vega-datasets carries beside the flights. */
function airportsFile(): string {
  const entry = createRequire(import.meta.url).resolve("vega-datasets");
  return join(dirname(entry), "../data/airports.csv");
}

/** State of each airport of the United States, both as two or three letters: IATA code → postal code. */
export async function airportStates(file = airportsFile()): Promise<ReadonlyMap<string, string>> {
  const decoded = csv.decode(await readFile(file, "utf8"), "text/csv");
  const [header, ...rows] = decoded.ok ? decoded.rows.map(({ cells }) => cells) : [];
  const [code, state] = [header?.indexOf("iata") ?? -1, header?.indexOf("state") ?? -1];
  if (code < 0 || state < 0)
    throw new UnusableInput(
      `Got ${file} without the columns iata and state; expected data/airports.csv of vega-datasets.`,
    );
  return new Map(rows.map((cells) => [String(cells[code]), String(cells[state])]));
}
