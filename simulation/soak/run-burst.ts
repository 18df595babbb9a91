/**
 * Many endpoints over one queue, and on one of them a day of files that land at once. Run twice, with the burst and
 * without: no other endpoint's verdict may come later because of it.
 */
import { monitorKey } from "../../shared/window/work-keys.ts";
import { putJson } from "../../steps/json-object.ts";
import { Account } from "./account.ts";
import { COLUMNS } from "./capture-lines.ts";
import { BUCKET, CaptureTraffic, type EndpointTraffic, PREFIX } from "./capture-traffic.ts";
import { NO_FAULTS } from "./faults.ts";
import { today } from "./releases.ts";

export interface BurstOptions {
  readonly seed: number;
  readonly days: number;
  readonly endpoints: number;
  /** Files of one endpoint that land at once. */
  readonly messages: number;
  /** Functions that profile at once; 20 unless told otherwise. */
  readonly maximumConcurrency?: number;
  readonly onHour?: (which: "with the burst" | "without", account: Account, hour: number) => void;
}

export interface Burst {
  readonly figures: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const START = Date.UTC(2026, 2, 2);
/** The promise: no verdict of another endpoint is later by more. */
export const MOST_DELAY_MS = 2 * MINUTE_MS;
/** An endpoint with little traffic writes a file every ten minutes. */
const FLUSH_MS = 10 * MINUTE_MS;
const BURSTING = "endpoint-0";
/** Of an instance. */
const FILES_AN_HOUR = 60;

/** Runs both and compares when each window's first verdict was told, and of how many records. */
export async function runBurst(options: BurstOptions): Promise<Burst> {
  const without = await run({ ...options, messages: 0 }, "without");
  const withBurst = await run(options, "with the burst");
  const faults = [...without.watch.faults, ...withBurst.watch.faults];
  let latest = 0;
  let compared = 0;
  for (const [window, { time, records }] of without.watch.told) {
    if (window.startsWith(`${BURSTING}/`)) continue;
    compared += 1;
    const then = withBurst.watch.told.get(window);
    const delay = then === undefined ? Number.POSITIVE_INFINITY : then.time - time;
    latest = Math.max(latest, delay);
    if (delay > MOST_DELAY_MS)
      faults.push(`${window} was told ${delay / 1000} s later because of the burst.`);
    if (then?.records !== records)
      faults.push(`${window} has ${then?.records} records with the burst and ${records} without.`);
  }
  return { faults, figures: { ...figures(withBurst, compared, latest), ...withBurst.tally.below("") } };
}

const figures = ({ queue, watch }: Account, compared: number, latest: number) => ({
  "verdicts compared": compared,
  "largest delay, s": Math.round(latest / 100) / 10,
  "most messages waiting": queue.longest,
  "longest wait of a message, s": Math.round(queue.longestWaitMs / 1000),
  "longest sweep, s": Math.round(watch.longestSweepMs / 1000),
});

async function run(
  { seed, days, endpoints, messages, maximumConcurrency = 20, onHour }: BurstOptions,
  which: "with the burst" | "without",
): Promise<Account> {
  const end = START + days * DAY_MS;
  const account = new Account({
    seed,
    start: START,
    release: today,
    calls: NO_FAULTS,
    delivery: { lost: 0, duplicated: 0.01, late: 0, veryLate: 0, latestMs: 0, notifications: 0 },
    queue: { maximumConcurrency, serviceMs: 60, twice: 0 },
    lambda: { concurrency: 1000, throttled: 0, recycled: 0.005 },
    stepFunctions: { aborted: 0 },
  });
  const traffic = new CaptureTraffic(account, account.bus, {
    seed,
    start: START,
    end,
    files: NO_FILE_FAULTS,
    lines: { malformed: 0, nearSkew: 0, farSkew: 0, noTime: 0, manyRows: 0 },
  });
  for (let at = 0; at < endpoints; at++) {
    const each = ordinary(`endpoint-${at}`);
    await pushMonitor(account, each.endpoint);
    if (at > 0) traffic.begin(each, 1);
  }
  if (messages > 0) {
    const instances = Math.max(1, Math.round(messages / (burstHours(days) * FILES_AN_HOUR)));
    traffic.begin(bursting(instances, days), instances);
  }
  for (let hour = 1; hour <= days * 24 + 1; hour++) {
    await account.clock.runTo(START + hour * HOUR_MS);
    onHour?.(which, account, hour);
  }
  return account;
}

const ordinary = (endpoint: string): EndpointTraffic => ({
  endpoint,
  instances: () => 1,
  flushMs: FLUSH_MS,
  records: { least: 3, most: 8 },
  shift: () => 0,
});

const burstHours = (days: number) => Math.min(24, days * 12);

/** A day of files (or half of a shorter run's time) that land when it is over, five minutes before windows close. */
function bursting(instances: number, days: number): EndpointTraffic {
  const lasts = burstHours(days) * HOUR_MS;
  const lands = START + Math.min(days * DAY_MS * 0.75, DAY_MS * 1.5) + 5 * MINUTE_MS;
  return {
    ...ordinary(BURSTING),
    flushMs: MINUTE_MS,
    records: { least: 2, most: 3 },
    instances: (time) => (time >= lands - lasts && time < lands - MINUTE_MS ? instances : 0),
    landsAt: () => lands,
  };
}

const NO_FILE_FAULTS = {
  empty: 0,
  minutesLate: 0,
  hoursLate: 0,
  daysLate: 0,
  latestMs: 0,
  tooLate: 0,
  tooLateMs: 0,
  again: 0,
  replaced: 0,
};

/** Without a baseline: what is asked is when a verdict comes, not which. */
async function pushMonitor({ work }: Account, endpoint: string): Promise<void> {
  const definition = today.parseMonitorDefinition({
    monitor: endpoint,
    endpoint,
    capture: { uri: `s3://${BUCKET}/${PREFIX}` },
    since: new Date(START).toISOString(),
    columns: { names: COLUMNS },
  });
  await putJson(work, monitorKey(endpoint), definition);
}
