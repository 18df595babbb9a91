import type { Row } from "../shared/capture/row.ts";
import { seededRandom } from "../shared/random.ts";
import { baselineFrom } from "../steps/suggest-baseline.ts";
import { cells, columnNames, ENDPOINT, FIRST_HOUR, HOUR_MS } from "./capture-data.ts";

export const BASELINE_HOURS = 48;
const BASELINE_ROWS = 200;

/** A baseline of 48 hours with learnt limits, of columns as captures have them. */
export function benchBaseline(columns: number) {
  return baselineFrom(baselineRows(columns), "the benchmark's baseline", {
    id: "b1",
    time: "time",
    monitor: ENDPOINT,
  });
}

async function* baselineRows(columns: number): AsyncGenerator<readonly Row[]> {
  const random = seededRandom(48);
  const names = ["time", ...columnNames(columns)];
  for (let row = 0; row < BASELINE_HOURS * BASELINE_ROWS; row++) {
    const time = FIRST_HOUR - 30 * 24 * HOUR_MS + Math.floor(row / BASELINE_ROWS) * HOUR_MS;
    const values = cells(columns, random).map((cell) => (cell === "" ? null : cell));
    yield [{ names, cells: [new Date(time).toISOString(), ...values], typed: false }];
  }
}
