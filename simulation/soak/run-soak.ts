/**
 * The long soak: some endpoints for some days, everything that can go wrong going wrong, releases changing under way.
 * At the end every window has to hold what an oracle counts in the raw files.
 */
import type { MonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { seededRandom } from "../../shared/random.ts";
import { windowsBetween } from "../../shared/window/window.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { putJson } from "../../steps/json-object.ts";
import { Account } from "./account.ts";
import { baselineRow, COLUMNS } from "./capture-lines.ts";
import { BUCKET, CaptureTraffic, type EndpointTraffic, PREFIX, VARIANT } from "./capture-traffic.ts";
import type { CallFaults } from "./faults.ts";
import { countFiles, type RawFile } from "./oracle.ts";
import type { Release } from "./releases.ts";
import { type Verified, verifyWindows } from "./verify-windows.ts";

export interface SoakOptions {
  readonly seed: number;
  /** Hours of traffic; two days or more have a weekend without a sweep. */
  readonly hours: number;
  readonly endpoints: number;
  /** How long after a window's end its files are waited for; hours. */
  readonly maxLatenessHours: number;
  readonly before: Release;
  readonly after: Release;
  /** Multiplies every chance of a fault that strikes a call. */
  readonly harshness?: number;
  /** Told every simulated hour. */
  readonly onHour?: (account: Account, hour: number) => void;
}

export interface Soaked extends Verified {
  readonly account: Account;
  readonly traffic: CaptureTraffic;
  /** What must never happen and did. */
  readonly faults: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Thursday, so that the year turns under way and a weekend comes on the third day. */
const START = Date.UTC(2026, 11, 17);
/** After the last file and the last look at its window. */
const SETTLING_MS = 5 * HOUR_MS;

/** Of each call; a window that closes makes about 150. */
const CALLS: CallFaults = {
  throttled: 2e-4,
  slowDown: 2e-4,
  internalError: 1e-4,
  answerLost: 4e-4,
  killedBefore: 8e-5,
  killedAfter: 8e-5,
  slow: 1e-4,
};

/** Runs the soak. Deterministic: the same options give the same figures. */
export async function runSoak(options: SoakOptions): Promise<Soaked> {
  const { seed, hours, endpoints, maxLatenessHours, before, harshness = 1, onHour } = options;
  const end = START + hours * HOUR_MS;
  const maxLatenessMs = maxLatenessHours * HOUR_MS;
  const account = new Account({
    seed,
    start: START,
    release: before,
    calls: Object.fromEntries(
      Object.entries(CALLS).map(([name, chance]) => [name, chance * harshness]),
    ) as unknown as CallFaults,
    delivery: {
      lost: 0.02,
      duplicated: 0.05,
      late: 0.01,
      veryLate: 0.2,
      latestMs: 0.25 * maxLatenessMs,
      notifications: 0.1,
    },
    queue: { maximumConcurrency: 20, serviceMs: 60, twice: 0.006 },
    lambda: { concurrency: 1000, throttled: 1e-3 * harshness, recycled: 0.005 },
    stepFunctions: { aborted: 1e-3 * harshness },
  });
  const traffics = Array.from({ length: endpoints }, (_, at) => trafficOf(at, hours));
  for (const each of traffics) {
    await pushDefinition(account, each, before, maxLatenessHours);
    await pushBaseline(account, each, before);
  }
  const traffic = new CaptureTraffic(account, account.bus, {
    seed,
    start: START,
    end,
    files: {
      empty: 0.002,
      minutesLate: 0.006,
      hoursLate: 0.003,
      daysLate: 0.001,
      latestMs: 0.55 * maxLatenessMs,
      tooLate: 0.0003,
      tooLateMs: maxLatenessMs + 3 * HOUR_MS,
      again: 0.003,
      replaced: 0.002,
    },
    lines: { malformed: 0.003, nearSkew: 0.001, farSkew: 0.001, noTime: 0.001, manyRows: 0.1 },
  });
  for (const each of traffics) traffic.begin(each, MOST_INSTANCES);
  const finish = end + maxLatenessMs + SETTLING_MS;
  incidents(account, options, finish);
  // After the first upgrade somebody pushes the definitions again: a rollback meets those.
  account.at(START + Math.round(0.06 * hours) * HOUR_MS + 58 * MINUTE_MS, () => {
    for (const each of traffics) void pushDefinition(account, each, options.after, maxLatenessHours);
  });
  for (let hour = 1; START + hour * HOUR_MS <= finish; hour++) {
    await account.clock.runTo(START + hour * HOUR_MS);
    onHour?.(account, hour);
  }
  return verify(account, traffic, { traffics, end, maxLatenessMs });
}

/** What happens to the account as a whole. */
function incidents(account: Account, { hours, before, after }: SoakOptions, finish: number): void {
  const at = (share: number, minutes: number) =>
    START + Math.round(share * hours) * HOUR_MS + minutes * MINUTE_MS;
  const during = (from: number, mostHours: number, share: number, set: (on: boolean) => void) => {
    account.at(from, () => set(true));
    account.at(from + Math.min(mostHours, share * hours) * HOUR_MS, () => set(false));
  };
  // In the middle of a window each: an upgrade, a rollback, and the upgrade again.
  account.at(at(0.06, 31), () => account.deploy(after));
  account.at(at(0.4, 22), () => account.deploy(before));
  account.at(at(0.4, 47) + Math.min(20, 0.2 * hours) * HOUR_MS, () => account.deploy(after));
  // Nothing can be profiled, as when a key is denied: messages go to the dead letters, windows close without their files.
  during(at(0.5, 12), 2.75, 1, (on) => {
    account.lambda.denied = on ? "profile-capture-file" : undefined;
  });
  // Nobody sweeps for a weekend.
  during(at(0.55, 3), 48, 0.15, (on) => {
    account.sweeping = !on;
  });
  during(at(0.75, 11), 7, 0.1, (on) => {
    account.bus.on = !on;
  });
  // Every day somebody gives the dead letters back.
  for (let time = START + 0.4 * DAY_MS; time < finish; time += DAY_MS)
    account.at(time, () => account.queue.redrive());
}

const MOST_INSTANCES = 5;

/** Endpoints differ: one scales to five instances for an hour, one sleeps at night, one is judged by the quarter of an hour. */
function trafficOf(at: number, hours: number): EndpointTraffic {
  const hourOf = (time: number) => new Date(time).getUTCHours();
  const evening = (time: number) => (hourOf(time) >= 2 && hourOf(time) < 3 ? MOST_INSTANCES : 1);
  const awake = (time: number) => (hourOf(time) >= 4 && hourOf(time) < 8 ? 0 : 1);
  return {
    endpoint: `endpoint-${at}`,
    instances: [() => 1, evening, awake, () => 1][at % 4]!,
    flushMs: MINUTE_MS,
    records: { least: 3, most: 8 },
    shift: (time) => (at % 3 === 0 && time > START + 0.3 * hours * HOUR_MS ? 15 : 0),
  };
}

const windowOfMonitor = (endpoint: string) => (endpoint === "endpoint-3" ? "PT15M" : "PT1H");
const windowMsOf = (endpoint: string) => (endpoint === "endpoint-3" ? 15 * MINUTE_MS : HOUR_MS);

/** As `plumbline push` of that release does it. */
async function pushDefinition(
  { work }: Account,
  { endpoint }: EndpointTraffic,
  release: Release,
  maxLatenessHours: number,
): Promise<void> {
  const definition: MonitorDefinition = release.parseMonitorDefinition({
    monitor: endpoint,
    endpoint,
    capture: { uri: `s3://${BUCKET}/${PREFIX}` },
    window: windowOfMonitor(endpoint),
    maxLateness: `PT${maxLatenessHours}H`,
    since: new Date(START).toISOString(),
    columns: { names: COLUMNS },
  });
  await putJson(work, monitorKey(endpoint), definition);
}

/** The last endpoint has no baseline. */
async function pushBaseline(
  { work }: Account,
  { endpoint }: EndpointTraffic,
  release: Release,
): Promise<void> {
  if (endpoint === "endpoint-4") return;
  const baseline = await release.baselineFrom(baselineRows(), "training.csv", {
    id: "b0001-00000000",
    time: "time",
    monitor: endpoint,
  });
  await release.writeBaseline(work, `baselines/${endpoint}/b0001-00000000/`, baseline);
}

async function* baselineRows() {
  const random = seededRandom(1);
  const names = ["time", ...COLUMNS];
  for (let hour = 0; hour < 48; hour++) {
    const times = Array.from({ length: 25 }, (_, row) => START - 7 * DAY_MS + hour * HOUR_MS + row * 1000);
    yield times.map((time) => ({ names, cells: baselineRow(time, random), typed: false }));
  }
}

async function verify(
  account: Account,
  traffic: CaptureTraffic,
  {
    traffics,
    end,
    maxLatenessMs,
  }: { traffics: readonly EndpointTraffic[]; end: number; maxLatenessMs: number },
): Promise<Soaked> {
  const raw = await rawFiles(account, traffic);
  const expected = {
    inTime: countFiles(raw, { windowMs: windowMsOf, maxLatenessMs }),
    whenever: countFiles(raw, { windowMs: windowMsOf, maxLatenessMs: Number.POSITIVE_INFINITY }),
  };
  const windows = traffics.flatMap(({ endpoint }) => [
    ...windowsBetween(endpoint, VARIANT, START, end + 3 * HOUR_MS, windowMsOf(endpoint)),
  ]);
  const verified = await verifyWindows(account.work, windows, expected);
  const { watch } = account;
  const stale = [...watch.published]
    .filter(([window, revision]) => watch.current.get(window) !== revision)
    .map(
      ([window, revision]) => `${window} published r${revision}; current is ${watch.current.get(window)}.`,
    );
  return { ...verified, account, traffic, faults: [...watch.faults, ...stale] };
}

async function rawFiles({ captures }: Account, { landed }: CaptureTraffic): Promise<RawFile[]> {
  const files: RawFile[] = [];
  for (const key of captures.keys()) {
    const { body } = (await captures.get(key))!;
    files.push({ key, text: Buffer.from(body).toString(), landed: landed.get(key)! });
  }
  return files;
}
