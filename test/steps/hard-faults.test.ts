/** Hard faults from the file that shows them to the closed window that decides. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { HardFaultEvent } from "../../shared/faults/fault-event.ts";
import type { FaultsState } from "../../shared/faults/fault-state.ts";
import type { Incidents } from "../../shared/faults/incidents.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import {
  at,
  COLUMNS,
  giveBaseline,
  HOUR,
  line,
  tenDayBaseline,
  traffic,
  type World,
  world,
} from "./world.ts";

const TEN = "2001-02-16T10:00:00Z";
const STATE = "faults/shop/AllTraffic/state.json";
let here: World;
afterEach(() => here.remove());

/** Amount and country of a captured line of `traffic`, changed. */
type Change = (amount: string, country: string) => string;
const healthy: Change = (amount, country) => `${amount},${country}`;
const thousandfold: Change = (amount, country) => `${(Number(amount) * 1000).toFixed(0)},${country}`;
const emptied: Change = (_, country) => `,${country}`;
const worded: Change = (_, country) => `n/a,${country}`;

function changed(lines: readonly string[], change: Change): string[] {
  return lines.map((text) => {
    const record = JSON.parse(text);
    const [amount, country] = record.captureData.endpointInput.data.split(",");
    record.captureData.endpointInput.data = change(amount, country);
    return JSON.stringify(record);
  });
}

interface Landing {
  readonly rows?: number;
  readonly change?: Change;
  readonly endpoint?: string;
  readonly variant?: string;
}

/** A file of rows that begin at `time` and end within five minutes. */
async function land(time: string, { rows = 60, change = healthy, ...more }: Landing = {}): Promise<string> {
  const { endpoint = "shop", variant = "AllTraffic" } = more;
  const lines = traffic(time, 12 * rows, at(time) % 97).slice(0, rows);
  const key = captureKeyOf({ prefix: "", endpoint, variant, time: at(time), id: "a" });
  await here.ports.captures(here.captures).put(key, `${changed(lines, change).join("\n")}\n`);
  return key;
}

const profile = (key: string, ports = here.ports) =>
  profileCaptureFile(ports, { objects: [{ bucket: here.captures, key }] });

async function landed(time: string, landing: Landing = {}): Promise<string> {
  const key = await land(time, landing);
  here.now = Math.max(here.now, at(time) + 6 * 60_000);
  await profile(key);
  return key;
}

/** Hard faults that were told, in order. */
function told(): HardFaultEvent[] {
  const path = join(here.root, "work/events.jsonl");
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text))
    .filter(({ detailType }) => detailType === "Plumbline Hard Fault")
    .map(({ detail }) => detail);
}
const states = () => told().map(({ kind, column, state, window }) => [kind, column, state, window]);

/** The window of an hour, from its marker to its publication. */
async function closed(hour: string, revision = 0, of: { endpoint?: string; variant?: string } = {}) {
  const id = `${hour.slice(0, 13).replace(/-/g, "")}Z`;
  const window = { endpoint: "shop", variant: "AllTraffic", windowId: id, revision, ...of };
  here.now = Math.max(here.now, at(hour) + HOUR + 10 * 60_000);
  await closeWindow(here.ports, window);
  const verdict = await analyzeWindow(here.ports, window);
  await publishReport(here.ports, window);
  return verdict;
}

async function shop(define: Record<string, unknown> = {}): Promise<void> {
  here = await world(TEN, { since: TEN, ...define });
  await giveBaseline(here);
}

const minute = (m: number, hour = 10) => new Date(at(`2001-02-16T${hour}:00:00Z`) + m * 60_000).toISOString();

describe("a hard fault", () => {
  test("× 1,000 in the third file is told before the window closes, once, and confirmed by it", async () => {
    await shop();
    await landed(minute(0));
    await landed(minute(5));
    expect(told()).toEqual([]);
    await landed(minute(10), { change: thousandfold });
    expect(states()).toEqual([["unit-changed", "amount", "opened", "20010216T10Z"]]);
    expect(told()[0]).toMatchObject({ severity: "page", notify: true, rows: 60, share: 1 });
    expect(told()[0]!.message).toContain("about 1,000 times as large");
    for (const at of [15, 20, 25]) await landed(minute(at), { change: thousandfold });
    expect(told()).toHaveLength(1);
    expect(await closed(TEN)).toMatchObject({ verdict: "Violations" });
    expect(states().slice(1)).toEqual([["unit-changed", "amount", "confirmed", "20010216T10Z"]]);
    expect(told()[1]).toMatchObject({ revision: 0, severity: "note", notify: false });
  });

  test.each([
    ["empty-column", "amount", emptied],
    ["type-changed", "amount", worded],
  ] as const)("%s is told of the file that shows it", async (kind, column, change) => {
    await shop();
    await landed(minute(0));
    await landed(minute(5), { change });
    expect(states()).toEqual([[kind, column, "opened", "20010216T10Z"]]);
  });
});
