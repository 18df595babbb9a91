import type { Acknowledgement } from "../shared/acknowledgements/acknowledgement.ts";
import { type AlarmTally, tallyAlarms } from "../shared/acknowledgements/alarm-tally.ts";
import type { MonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { WindowPlan } from "../steps/close-window.ts";
import { getJson } from "../steps/json-object.ts";
import type { ObjectStore } from "../steps/ports.ts";
import type { WindowRead } from "./read-series.ts";

/** The alarms of a series by what people have answered, against the false alarms that its newest window was promised to keep to. */
export async function answeredAlarms(
  work: ObjectStore,
  { drift, falseAlarms }: Pick<MonitorDefinition, "drift" | "falseAlarms">,
  windows: readonly WindowRead[],
  acknowledgements: readonly Acknowledgement[],
): Promise<AlarmTally> {
  const newest = windows.at(-1);
  const plan = newest && (await getJson<WindowPlan>(work, `${newest.folder}plan.json`))?.value;
  return tallyAlarms(
    windows.map(({ verdict }) => verdict),
    acknowledgements,
    { promised: plan?.falseAlarmsPerMonth ?? falseAlarms.perMonth ?? 1, statistic: drift.statistic },
  );
}
