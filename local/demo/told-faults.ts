/** What was told of hard faults while the run went on, and which retrainings they forbade. */

import { HARD_FAULT_EVENT } from "../../shared/faults/fault-event.ts";
import type { FaultStateName } from "../../shared/faults/fault-state.ts";
import type { ObjectStore } from "../../steps/ports.ts";
import { retrainingsAsked } from "../retrainings-asked.ts";

export interface ToldFault {
  /** When it was told, ISO 8601. */
  readonly time: string;
  readonly state: FaultStateName;
  readonly column: string;
  /** Window id. */
  readonly window: string;
  readonly reason: string;
}

export interface ToldFaults {
  /** In the order in which it was told. */
  readonly told: readonly ToldFault[];
  /** Windows that asked for a retraining and got none because of a hard fault, and nothing else. */
  readonly vetoed: readonly string[];
}

/** From the events that a laptop keeps beside its work store. */
export async function toldFaults(
  work: ObjectStore,
  of: { readonly endpoint: string; readonly variant: string },
): Promise<ToldFaults> {
  const asked = await retrainingsAsked(work, of);
  const vetoed = [...asked].filter(([, said]) => VETO_ALONE.test(said)).map(([window]) => window);
  return { told: await told(work), vetoed: vetoed.sort() };
}

/** The veto's sentences (`shared/retraining/retraining-policy.ts`) and no other before or after. */
const VETO_ALONE = /^nothing: Windows? [^.]* ha(s|ve) a hard fault [^.]*\. Mend the data first\.$/;

interface FaultLine {
  readonly detailType?: string;
  readonly time: number;
  readonly detail: ToldFault;
}

async function told(work: ObjectStore): Promise<ToldFault[]> {
  const events = await work.get("events.jsonl");
  if (events === undefined) return [];
  const lines = new TextDecoder().decode(events.body).split("\n");
  return lines
    .filter((line) => line.includes(`"${HARD_FAULT_EVENT}"`))
    .map((line) => JSON.parse(line) as FaultLine)
    .map(({ time, detail: { state, column, window, reason } }) => ({
      time: new Date(time).toISOString(),
      ...{ state, column, window, reason },
    }));
}
