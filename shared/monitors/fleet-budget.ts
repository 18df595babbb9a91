import type { MonitorDefinition } from "./monitor-definition.ts";

/** `fleet/budget.json` of the work store: what all monitors share. */
export interface Fleet {
  readonly version: 1;
  /** False alarms that everything together may raise in a week. */
  readonly falsePagesPerWeek: number;
}

const WEEKS_PER_MONTH = 365.25 / 12 / 7;
/** A share that is smaller finds nothing; a fleet that asks for it is told by `doctor`, and keeps a little more. */
const LEAST_SHARE = 0.01;
/** Without a fleet's budget and without one of its own. */
const PER_MONTH = 1;

type Budgeted = Pick<MonitorDefinition, "variants" | "falseAlarms">;

/**
 * False alarms a month that one variant of a monitor may raise: its own number where the definition has one; otherwise its share of the
 * fleet's, which the production variants without a number of their own share alike; otherwise one. Shadow variants page nobody and take no share.
 */
export function falseAlarmsPerMonth(
  monitor: Budgeted,
  fleet: Fleet | undefined,
  monitors: readonly Budgeted[],
): number {
  const own = monitor.falseAlarms.perMonth;
  if (own !== undefined) return own;
  if (fleet === undefined) return PER_MONTH;
  const spent = monitors.reduce(
    (sum, { falseAlarms, variants }) => sum + (falseAlarms.perMonth ?? 0) * variants.length,
    0,
  );
  const sharing = monitors
    .filter(({ falseAlarms }) => falseAlarms.perMonth === undefined)
    .reduce((sum, { variants }) => sum + variants.length, 0);
  const left = fleet.falsePagesPerWeek * WEEKS_PER_MONTH - spent;
  return Math.max(LEAST_SHARE, left / Math.max(1, sharing));
}
