import { objectOf } from "../../../shared/capture/json-type.ts";
import { csvRows } from "../capture-facts.ts";
import type { ServiceReading } from "./service-reading.ts";

/**
 * Of a CSV payload with several rows the service parses the first line, and the answer as one row: 4,119 predictions joined by
 * commas and 59 features were 4,178 columns.
 */
export const firstRow: ServiceReading = {
  name: "first-row",
  means: "The service reads the first row of a payload only, Plumbline all of them.",
  affects: ({ severalRows }) => severalRows,
  line: (line) => ({
    ...line,
    captureData: Object.fromEntries(
      Object.entries(line.captureData ?? {}).map(([side, payload]) => [side, firstLineOf(payload)]),
    ),
  }),
};

function firstLineOf(payload: unknown): unknown {
  const { data, encoding } = objectOf(payload) ?? {};
  if (encoding !== "CSV" || typeof data !== "string") return payload;
  return { ...objectOf(payload), data: csvRows(data)[0] ?? data };
}
