/** Hard faults from the file that shows them to the closed window that decides. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { captureKeyOf } from "../../shared/capture/capture-key.ts";
import type { HardFaultEvent } from "../../shared/faults/fault-event.ts";
import type { FaultsState } from "../../shared/faults/fault-state.ts";
import type { Incidents } from "../../shared/faults/incidents.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import { windowOf } from "../../shared/window/window.ts";
import { monitorKey } from "../../shared/window/work-keys.ts";
import { analyzeWindow } from "../../steps/analyze-window.ts";
import { closeWindow } from "../../steps/close-window.ts";
import { settleFaults } from "../../steps/hard-faults/settle-faults.ts";
import { getJson, putJson } from "../../steps/json-object.ts";
import { profileCaptureFile } from "../../steps/profile-capture-file.ts";
import { publishReport } from "../../steps/publish-report.ts";
import { writeBaseline } from "../../steps/stored-baseline.ts";
import { run } from "../cli/run.ts";
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
  readonly rewrite?: (lines: readonly string[]) => string[];
}

/** A file of rows that begin at `time` and end within five minutes. */
async function land(time: string, { rows = 60, change = healthy, ...more }: Landing = {}): Promise<string> {
  const { endpoint = "shop", variant = "AllTraffic", rewrite = (same) => [...same] } = more;
  const lines = traffic(time, 12 * rows, at(time) % 97).slice(0, rows);
  const key = captureKeyOf({ prefix: "", endpoint, variant, time: at(time), id: "a" });
  await here.ports.captures(here.captures).put(key, `${rewrite(changed(lines, change)).join("\n")}\n`);
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
  ] as const)("%s is told of the file that shows it, and confirmed", async (kind, column, change) => {
    await shop();
    await landed(minute(0));
    await landed(minute(5), { change });
    await landed(minute(10), { change });
    await closed(TEN);
    expect(states()).toEqual([
      [kind, column, "opened", "20010216T10Z"],
      [kind, column, "confirmed", "20010216T10Z"],
    ]);
  });

  test("a vanished column of JSON records is told and confirmed; a column that came is a ticket", async () => {
    await shop({ columns: {} });
    const json = (rows: (row: object) => object) => (lines: readonly string[]) =>
      lines.map((text) => {
        const record = JSON.parse(text);
        const { endpointInput: input, endpointOutput: output } = record.captureData;
        const [amount, country] = input.data.split(",");
        const asJson = { observedContentType: "application/json", encoding: "JSON" };
        Object.assign(input, asJson, { data: JSON.stringify(rows({ amount: Number(amount), country })) });
        Object.assign(output, asJson, { data: JSON.stringify({ score: Number(output.data) }) });
        return JSON.stringify(record);
      });
    await landed(minute(0), { rewrite: json((row) => row) });
    expect(told()).toEqual([]);
    await landed(minute(5), { rows: 110, rewrite: json((row) => ({ ...row, country: undefined })) });
    await closed(TEN);
    await landed(minute(5, 11), { rewrite: json((row) => ({ ...row, more: 1 })) });
    expect(told().map(({ kind, column, state, severity }) => [kind, column, state, severity])).toEqual([
      ["missing-column", "country", "opened", "page"],
      ["missing-column", "country", "confirmed", "note"],
      ["extra-column", "more", "opened", "ticket"],
    ]);
  });

  test("rows of another width, which only positions tell apart, are a fault of the table", async () => {
    await shop();
    await landed(minute(5), { change: (amount, country) => `${amount},${country},1` });
    expect(states()).toEqual([["missing-column", "*", "opened", "20010216T10Z"]]);
  });

  test("is never told of healthy traffic, in a hundred files of it", async () => {
    await shop();
    for (let file = 0; file < 50; file++) await landed(minute(file), { rows: 60 });
    for (let file = 0; file < 50; file++) await landed(minute(file, 11), { rows: 7 });
    expect(told()).toEqual([]);
    expect(await getJson(here.ports.work, STATE)).toBeUndefined();
  });

  test("is told of fifty rows, not of 49", async () => {
    await shop();
    await landed(minute(0), { rows: 49, change: emptied });
    expect(told()).toEqual([]);
    await landed(minute(70), { rows: 50, change: emptied });
    expect(states()).toEqual([["empty-column", "amount", "opened", "20010216T11Z"]]);
  });

  test("is told of small files together, as soon as they hold fifty rows", async () => {
    await shop();
    for (let file = 0; file < 9; file++) await landed(minute(file), { rows: 5, change: emptied });
    expect(told()).toEqual([]);
    await landed(minute(9), { rows: 5, change: emptied });
    expect(states()).toEqual([["empty-column", "amount", "opened", "20010216T10Z"]]);
  });

  test("costs a small file one GET and one PUT, and reads each small partial once", async () => {
    await shop();
    const asked = { tally: 0, partials: 0 };
    const { work } = here.ports;
    const get = (key: string) => {
      if (key.includes("/tallies/")) asked.tally++;
      if (key.startsWith("partials/")) asked.partials++;
      return work.get(key);
    };
    const counting = { ...here.ports, work: Object.assign(Object.create(work), { get }) };
    for (let file = 0; file < 57; file++) await profile(await land(minute(file), { rows: 2 }), counting);
    // 57 files of two rows: two groups of 25.
    expect(asked).toEqual({ tally: 57, partials: 50 });
  });

  test("that goes on for hours is told once, ended by the window that is without it, and told anew when it comes back", async () => {
    await shop();
    for (const hour of [10, 11, 12]) {
      await landed(minute(0, hour), { rows: 110, change: hour < 12 ? thousandfold : healthy });
      await closed(minute(0, hour));
    }
    await landed(minute(0, 13), { change: thousandfold });
    expect(states().map(([, , ...rest]) => rest)).toEqual([
      ["opened", "20010216T10Z"],
      ["confirmed", "20010216T10Z"],
      ["ended", "20010216T12Z"],
      ["opened", "20010216T13Z"],
    ]);
    expect(told()[2]).toMatchObject({ notify: true, severity: "note", since: "20010216T10Z" });
  });

  test("is withdrawn with the reason where the window as a whole has not got it, and a late revision says so anew", async () => {
    await shop();
    // 50 of 5,050 rows move a distribution by 0.01; with 5,000 more it is half of them.
    await landed(minute(0), { rows: 50, change: thousandfold });
    await landed(minute(5), { rows: 5000 });
    expect(await closed(TEN)).toMatchObject({ verdict: "Healthy" });
    expect(states().at(-1)).toEqual(["unit-changed", "amount", "withdrawn", "20010216T10Z"]);
    expect(told().at(-1)).toMatchObject({ revision: 0, notify: true });
    expect(told().at(-1)!.reason).toMatch(
      /revision 0, Healthy\) has no such violation.*amount has 100.% of 50/,
    );
    await profile(await land(minute(30), { rows: 5000, change: thousandfold }));
    await closed(TEN, 1);
    expect(states().slice(2)).toEqual([["unit-changed", "amount", "confirmed", "20010216T10Z"]]);
    expect(told().at(-1)).toMatchObject({ revision: 1 });
  });

  test("of a window that nobody judged stays open", async () => {
    await shop();
    await landed(minute(0), { change: emptied });
    expect(await closed(TEN)).toMatchObject({ verdict: "InsufficientData" });
    expect(states().at(-1)).toEqual(["empty-column", "amount", "undecided", "20010216T10Z"]);
    await landed(minute(0, 11), { rows: 110, change: emptied });
    await closed(minute(0, 11));
    expect(states().slice(2)).toEqual([["empty-column", "amount", "confirmed", "20010216T11Z"]]);
  });

  test("is neither confirmed nor kept open by what the day that ends with a window has against the column", async () => {
    await shop();
    await landed(minute(0), { rows: 110, change: emptied });
    await closed(TEN);
    const day = { column: "amount", check: "completeness_check", scale: "P1D" };
    const settled = (hour: number, violations: readonly object[], verdict = "Violations") => {
      const window = windowOf("shop", "AllTraffic", at(minute(0, hour)), HOUR);
      const said = { monitor: "shop", verdict, violations } as unknown as Verdict;
      return settleFaults(here.ports, { window, revision: 0 }, said, false);
    };
    await settled(11, [day, { column: "country", check: "categorical_values_check" }]);
    expect(states().slice(1)).toEqual([
      ["empty-column", "amount", "confirmed", "20010216T10Z"],
      ["empty-column", "amount", "ended", "20010216T11Z"],
    ]);
    // A window that says nothing itself decides nothing, though its day is in violation.
    await landed(minute(0, 12), { change: emptied });
    await settled(12, [day]);
    expect(states().at(-1)).toEqual(["empty-column", "amount", "undecided", "20010216T12Z"]);
  });

  test("goes on while it is muted: a closed window that alarms nobody does not end it, and no file opens it anew", async () => {
    await shop();
    await landed(minute(0), { rows: 110, change: emptied });
    await closed(TEN);
    const said = await run(["acknowledge", "20010216T10Z", "--as", "fault", "--store", "work"], here.root);
    expect(said.status, said.err).toBe(0);
    const before = told().length;
    for (const hour of [11, 12]) {
      await landed(minute(0, hour), { rows: 110, change: emptied });
      expect(await closed(minute(0, hour))).toMatchObject({ verdict: "Healthy", violations: [] });
    }
    expect(told()).toHaveLength(before);
  });

  test("leaves the alarm series, the verdict and retraining alone", async () => {
    await shop();
    await landed(minute(0), { change: emptied });
    expect(existsSync(join(here.root, "work/metrics.jsonl"))).toBe(false);
    expect(here.ports.executions.started.map(({ machine }) => machine)).toEqual(["analyze-window"]);
    await landed(minute(5), { change: emptied });
    await closed(TEN);
    const metrics = readFileSync(join(here.root, "work/metrics.jsonl"), "utf8");
    expect(metrics).not.toMatch(/fault/i);
    const verdict = await here.ports.work.get("windows/shop/AllTraffic/20010216T10Z/r0/verdict.json");
    expect(Buffer.from(verdict!.body).toString()).not.toMatch(/hard|opened/i);
  });
});

describe("nobody is told", () => {
  test("by a replay, by a monitor that judges as Model Monitor, of a window that ended long ago", async () => {
    await shop();
    const key = await land(minute(5), { change: emptied });
    await profileCaptureFile(here.ports, {
      objects: [{ bucket: here.captures, key }],
      fence: "none",
      replay: "again",
    });
    here.now = at(TEN) + 5 * HOUR;
    await profile(key);
    expect(told()).toEqual([]);
    here.remove();
    await shop({ compatibility: "ModelMonitor" });
    await landed(minute(5), { change: emptied });
    expect(told()).toEqual([]);
  });

  test("of a column that is left out", async () => {
    await shop({ columns: { names: COLUMNS, exclude: ["amount"] } });
    await landed(minute(5), { change: emptied });
    expect(told()).toEqual([]);
  });

  test("while a model answers that the baseline is not of, known or not yet known", async () => {
    await shop();
    const baseline = await tenDayBaseline();
    const facts = { ...baseline.facts, modelVersion: "shop/7" };
    await writeBaseline(here.ports.work, "baselines/shop/b1/", { ...baseline, facts });
    let names = ["shop/8"];
    const current = async () => ({
      ok: true as const,
      model: { modelVersion: names[0]!, names, since: 0, endpointConfig: null },
    });
    const deployed = { ...here.ports, deployments: { current } };
    const key = await land(minute(5), { change: emptied });
    await profile(key, deployed);
    expect(told()).toEqual([]);
    names = ["shop/7"];
    await profile(key, deployed);
    expect(told()).toHaveLength(1);
  });

  test("with a page, by a shadow variant", async () => {
    await shop({ shadowVariants: ["Shadow-01"] });
    await landed(minute(5), { change: emptied, variant: "Shadow-01" });
    expect(told()).toMatchObject([
      { state: "opened", severity: "ticket", notify: false, variant: "Shadow-01" },
    ]);
  });
});

describe("once, whatever happens", () => {
  test("a redelivery and a second file tell nothing again", async () => {
    await shop();
    const key = await landed(minute(5), { change: emptied });
    await profile(key);
    await landed(minute(10), { change: emptied });
    expect(told()).toHaveLength(1);
  });

  test("what dies between writing it down and telling it is told by the next try, under the same key", async () => {
    await shop();
    const key = await land(minute(5), { change: emptied });
    const dead = { ...here.ports, events: { put: () => Promise.reject(new Error("died")) } };
    await expect(profile(key, dead)).rejects.toThrow("died");
    const [left] = (await getJson<FaultsState>(here.ports.work, STATE))!.value.untold;
    // Another file does not tell it at once: its finder may be about to.
    await profile(await land(minute(6), { change: emptied }));
    expect(told()).toEqual([]);
    await profile(key);
    expect(told().map(({ key: told }) => told)).toEqual([left!.key]);
    await profile(key);
    expect(told()).toHaveLength(1);
  });

  test("what its finder never tells, another file or the closing window tells after a minute", async () => {
    await shop();
    const key = await land(minute(5), { change: emptied });
    const dead = { ...here.ports, events: { put: () => Promise.reject(new Error("died")) } };
    await expect(profile(key, dead)).rejects.toThrow("died");
    here.now += 61_000;
    await profile(await land(minute(6), { change: emptied }));
    expect(told().map(({ state }) => state)).toEqual(["opened"]);
  });

  test("eight profilers at once tell it once", async () => {
    await shop();
    const keys: string[] = [];
    for (let file = 0; file < 8; file++) keys.push(await land(minute(file), { change: emptied }));
    await Promise.all(keys.map((key) => profile(key)));
    expect(told()).toHaveLength(1);
  });

  test("a window is opened though its faults cannot be told", async () => {
    await shop();
    const key = await land(minute(5), { change: emptied });
    const dead = { ...here.ports, events: { put: () => Promise.reject(new Error("no bus")) } };
    await expect(profile(key, dead)).rejects.toThrow("no bus");
    expect(here.ports.executions.started).toHaveLength(1);
  });
});

describe("one incident", () => {
  test("holds the same fault of two endpoints: one page, and a list of both", async () => {
    await shop();
    const spare = parseMonitorDefinition({
      monitor: "spare",
      endpoint: "spare",
      capture: { uri: here.captures },
      columns: { names: COLUMNS },
    });
    await putJson(here.ports.work, monitorKey("spare"), spare);
    await writeBaseline(here.ports.work, "baselines/spare/b1/", await tenDayBaseline());
    here.now += 61_000;
    await landed(minute(55), { change: emptied });
    await landed(minute(2, 11), { change: emptied, endpoint: "spare" });
    const [first, second] = told();
    expect(first).toMatchObject({
      endpoint: "shop",
      severity: "page",
      notify: true,
      incident: { first: true },
    });
    expect(second).toMatchObject({ endpoint: "spare", severity: "note", notify: false });
    expect(second!.incident).toEqual({ id: first!.incident.id, first: false, endpoints: 2 });
    const [key] = (await Array.fromAsync(here.ports.work.list("faults/incidents/"))).map((each) => each.key);
    const { incidents } = (await getJson<Incidents>(here.ports.work, key!))!.value;
    expect(incidents).toHaveLength(1);
    expect(incidents[0]!.members.map(({ endpoint }) => endpoint)).toEqual(["shop", "spare"]);
  });

  test("holds eighty endpoints whose files land at once: one page, and all of them in one list", async () => {
    await shop();
    const baseline = await tenDayBaseline();
    const names = Array.from({ length: 80 }, (_, i) => `e${i}`);
    for (const name of names) {
      const capture = { uri: here.captures };
      const definition = { monitor: name, endpoint: name, capture, columns: { names: COLUMNS } };
      await putJson(here.ports.work, monitorKey(name), parseMonitorDefinition(definition));
      await writeBaseline(here.ports.work, `baselines/${name}/b1/`, baseline);
    }
    here.now += 6 * 60_000;
    const keys: string[] = [];
    for (const name of names) keys.push(await land(minute(0), { change: emptied, endpoint: name }));
    const sandboxes = Array.from({ length: 20 }, (_, sandbox) => keys.slice(4 * sandbox, 4 * sandbox + 4));
    await Promise.all(
      sandboxes.map(async (own) => {
        for (const key of own) await profile(key);
      }),
    );
    expect(
      told()
        .map(({ endpoint }) => endpoint)
        .sort(),
    ).toEqual([...names].sort());
    expect(new Set(told().map(({ incident }) => incident.id)).size).toBe(1);
    expect(told().filter(({ notify }) => notify)).toHaveLength(1);
    expect(Math.max(...told().map(({ incident }) => incident.endpoints))).toBe(80);
  });

  test("is one for many columns of one endpoint: a fault of the table", async () => {
    const names = ["score", ...Array.from({ length: 14 }, (_, i) => `f${i}`)];
    here = await world(TEN, { since: TEN, columns: { names } });
    const { baselineFrom } = await import("../../steps/suggest-baseline.ts");
    const row = { names, cells: names.map((_, i) => String(i + 0.5)), typed: false };
    async function* rows() {
      yield Array.from({ length: 2000 }, () => row);
    }
    const baseline = await baselineFrom(rows(), "t.csv", { id: "b1", monitor: "shop" });
    await writeBaseline(here.ports.work, "baselines/shop/b1/", baseline);
    const key = captureKeyOf({ prefix: "", endpoint: "shop", variant: "AllTraffic", time: at(TEN), id: "a" });
    const lines = Array.from({ length: 60 }, (_, i) => line(",".repeat(13), "0.5", minute(i / 60)));
    await here.ports.captures(here.captures).put(key, `${lines.join("\n")}\n`);
    await profile(key);
    expect(states()).toEqual([["empty-column", "*", "opened", "20010216T10Z"]]);
    expect(told()[0]!.columns).toHaveLength(14);
    expect(told()[0]!.message).toContain("14 columns at once (f0, f1,");
  });
});
