import type { Window } from "../window/window.ts";
import { dimensionValue } from "./cloudwatch-name.ts";
import type { ValueDatum } from "./metric-datum.ts";

/**
 * Capture files that no event brought, of the variant and of the fleet: 0 on a good day. `timestamp`: when it was found out,
 * epoch milliseconds, because it tells of the events and not of the window.
 */
export function renderReconciled(
  { endpoint, variant }: Pick<Window, "endpoint" | "variant">,
  files: number,
  timestamp: number,
): ValueDatum[] {
  const ofVariant = { Endpoint: dimensionValue(endpoint), Variant: dimensionValue(variant) };
  return [ofVariant, {}].map((dimensions) => ({
    name: "ReconciledFiles",
    value: files,
    unit: "Count",
    timestamp,
    dimensions,
  }));
}
