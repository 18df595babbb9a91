import { SEVERAL } from "../shared/faults/fault-kinds.ts";
import type { FaultStateName, FaultsState } from "../shared/faults/fault-state.ts";
import { shownName } from "../shared/report/inert-text.ts";
import { faultStateKey } from "../shared/window/work-keys.ts";
import { getJson } from "../steps/json-object.ts";
import type { ObjectStore } from "../steps/ports.ts";

/** A hard fault in `summary.json`. */
export interface FaultSummary {
  readonly endpoint: string;
  readonly variant: string;
  readonly kind: string;
  /** `*`: the table as a whole. */
  readonly column: string;
  /** The first and the last window whose files showed it. */
  readonly from: string;
  readonly to: string;
  readonly state: FaultStateName;
  readonly description: string;
}

/** The hard faults of an endpoint variant, in order of time. */
export async function readFaults(
  work: ObjectStore,
  endpoint: string,
  variant: string,
): Promise<FaultSummary[]> {
  const state = (await getJson<FaultsState>(work, faultStateKey(endpoint, variant)))?.value;
  const all = (state?.faults ?? []).flatMap(({ kind, column, told }) =>
    told.map(
      ({ first: from, last: to, state: now, description }): FaultSummary => ({
        ...{ endpoint, variant, kind, column, from, to },
        state: now,
        description,
      }),
    ),
  );
  // Ids of windows of one length are in order of time as texts.
  const order = ({ from, kind, column }: FaultSummary) => `${from} ${kind} ${column}`;
  return all.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Of more, the summary has the others. */
const MOST_SHOWN = 10;

/** What files showed before their windows closed, and what became of it; no line where there was nothing. */
export function faultsInWords(faults: readonly FaultSummary[]): string[] {
  if (faults.length === 0) return [];
  const shown = faults
    .slice(0, MOST_SHOWN)
    .map(
      ({ column, kind, from, to, state }) =>
        `  ${column === SEVERAL ? "the table" : shownName(column)}: ${kind}, ${from === to ? from : `${from} to ${to}`}, ${state}`,
    );
  const left = faults.length - shown.length;
  return [
    `Hard faults, told as their files landed: ${faults.length}.`,
    ...shown,
    ...(left > 0 ? [`  … and ${left} more: see summary.json`] : []),
  ];
}
