import { differenceCauses } from "./causes/index.ts";
import type { ParityHour } from "./parity-hour.ts";
import { serviceReadings } from "./readings/index.ts";
import type { Parity } from "./run-parity.ts";

/** `parity.json`, and what `--json` prints. */
export interface ParitySummary {
  readonly version: 1;
  readonly monitor: string;
  readonly endpoint: string;
  readonly schedule: string;
  /** Length of the windows, ISO 8601. */
  readonly window: string;
  readonly totals: {
    readonly hours: number;
    /** Hours that both sides have. */
    readonly compared: number;
    /** Of those, hours without any difference. */
    readonly same: number;
    readonly explained: number;
    readonly unexplained: number;
  };
  /** Causes that were met, `unknown` first, with what they mean and how many differences they explain. */
  readonly causes: readonly { readonly name: string; readonly means: string; readonly differences: number }[];
  readonly hours: readonly ParityHour[];
}

/** Stands for a cause where there is none. */
export const UNKNOWN = "unknown";
const noCause = {
  name: UNKNOWN,
  means:
    "No known cause explains it: a job that did not run, other captures than it had, or a fault of Plumbline.",
};

export function paritySummary({ definition, schedule, hours }: Parity): ParitySummary {
  const both = hours.filter(({ service, plumbline }) => service !== null && plumbline !== null);
  const causes = hours.flatMap(({ differences }) => differences.map(({ cause }) => cause ?? UNKNOWN));
  const unexplained = causes.filter((cause) => cause === UNKNOWN).length;
  return {
    version: 1,
    monitor: definition.monitor,
    endpoint: definition.endpoint,
    schedule,
    window: definition.window,
    totals: {
      hours: hours.length,
      compared: both.length,
      same: both.filter(({ differences }) => differences.length === 0).length,
      explained: causes.length - unexplained,
      unexplained,
    },
    causes: [noCause, ...differenceCauses, ...serviceReadings].flatMap(({ name, means }) => {
      const differences = causes.filter((cause) => cause.split("+").includes(name)).length;
      return differences === 0 ? [] : [{ name, means, differences }];
    }),
    hours,
  };
}
