/** Holidays from the calendar file to the verdict, and in a replay after the file has changed. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { DiskObjectStore } from "../../adapters/disk/disk-object-store.ts";
import { BaselineShelf } from "../../cli/backtest/baseline-shelf.ts";
import type { Verdict } from "../../shared/report/verdict.ts";
import type { Holidays } from "../../shared/window/holidays.ts";
import { COLUMNS, ENDPOINT, HOUR, makeCaptures, makeDataset, writeText } from "../fixtures/make-captures.ts";
import { run, temporaryFolder } from "./run.ts";

const folder = temporaryFolder();
const at = (...names: string[]) => join(folder.path, ...names);
const plumbline = (...argv: string[]) => run(argv, folder.path);
const calendar = (...days: string[]) =>
  [
    "BEGIN:VCALENDAR",
    ...days.flatMap((day) => ["BEGIN:VEVENT", `DTSTART;VALUE=DATE:${day}`, "END:VEVENT"]),
    "END:VCALENDAR",
    "",
  ].join("\r\n");
const verdictOf = (id: string): Verdict =>
  JSON.parse(readFileSync(at("analysis", ENDPOINT, "AllTraffic", id, "verdict.json"), "utf8"));
/** Berlin is an hour ahead: the holiday is from 23:00 to 23:00 UTC. */
const HOLIDAY = "2026-03-03";

beforeAll(async () => {
  makeCaptures(at("captures"), { seed: 2, days: 2, rowsPerWindow: 110 });
  makeDataset(at("train.csv"), { days: 9 });
  writeText(at("monitors", "holidays.ics"), calendar("20260226", "20260303"));
  const definition = {
    monitor: ENDPOINT,
    endpoint: ENDPOINT,
    capture: { uri: "captures" },
    season: "hour-of-week",
    timezone: "Europe/Berlin",
    holidays: { dates: ["2026-12-24"], calendar: "./holidays.ics" },
    columns: { names: [...COLUMNS] },
    baseline: { uri: "../baseline" },
  };
  writeText(at("monitors", "churn.yml"), stringify(definition));
}, 60_000);
afterAll(() => folder.remove());

test("suggest-baseline says how many there are in the data, and what windows on them are compared with", async () => {
  const { status, out } = await plumbline(
    ...["suggest-baseline", "train.csv", "--time", "at", "--monitor", "monitors/churn.yml"],
    ...["--out", "baseline"],
  );
  expect([status, out]).toEqual([
    0,
    expect.stringContaining(
      "1 holiday in the data, left out of the ordinary slots. Slots of their own take 8 holidays at an hour: until then windows on holidays are compared with Sunday's slots.",
    ),
  ]);
  const facts = JSON.parse(readFileSync(at("baseline", "baseline.json"), "utf8"));
  expect(facts.holidays.days).toBe(1);
});

test("a window on a holiday says so and with what it was compared, by the local day", async () => {
  const { status } = await plumbline(
    ...["analyze", "captures", "--monitor", "monitors/churn.yml", "--out", "analysis"],
  );
  expect(status).toBeLessThan(2);
  expect(verdictOf("20260303T09Z").reason).toContain("(holiday (3 March), as Sun 10:00)");
  const slots = ["20260302T22Z", "20260302T23Z", "20260303T22Z", "20260303T23Z"].map(
    (id) => verdictOf(id).baseline,
  );
  expect(slots).toMatchObject([
    { slot: "w047" },
    { slot: "w000", holiday: HOLIDAY },
    { slot: "w023", holiday: HOLIDAY },
    { slot: "w072" },
  ]);
  expect(slots.map((each) => each?.holiday)).toEqual([undefined, HOLIDAY, HOLIDAY, undefined]);
  const report = readFileSync(at("analysis", ENDPOINT, "AllTraffic", "20260303T09Z", "report.html"), "utf8");
  expect(report).toContain("holiday (3 March)");
}, 120_000);

test("the same bytes come out of a replay after the calendar has changed: its days are in the stored definition", async () => {
  writeText(at("monitors", "holidays.ics"), calendar("20260701"));
  const { status, out } = await plumbline(
    ...["replay", "--store", "analysis", "--monitor", "churn"],
    ...["--from", "2026-03-02T20:00:00Z", "--to", "2026-03-03T02:00:00Z"],
  );
  expect(status).toBeLessThan(2);
  expect(out).toContain("6 of 6 replayed windows are the live ones to the byte");
});

test("a backtest judges them as they were judged, and tries another calendar from the profiles", async () => {
  const backtest = (...argv: string[]) =>
    plumbline(
      ...["backtest", "--monitor", "churn", "--store", "analysis", "--json"],
      ...["--from", "2026-03-03", "--to", "2026-03-04", ...argv],
    );
  for (const argv of [
    ["--set", "minRows=90"],
    ["--set", "holidays.like=monday"],
  ]) {
    const { status, out, err } = await backtest(...argv);
    expect([status, err]).toEqual([expect.any(Number), expect.not.stringContaining("Got ")]);
    expect(out).toContain('"profiles"');
  }
  const monitor = JSON.parse(readFileSync(at("analysis", ".plumbline", "monitors", "churn.json"), "utf8"));
  const slotOf = async (holidays: Holidays | undefined) => {
    const work = new DiskObjectStore(at("analysis", ".plumbline"));
    const shelf = new BaselineShelf({ work, monitor: "churn", length: HOUR, filesOnly: false, holidays });
    const start = Date.parse("2026-03-03T09:00:00Z");
    const id = verdictOf("20260303T09Z").baseline!.id;
    return (await shelf.at({ id }, { start, end: start + HOUR }))!.slot;
  };
  expect(await slotOf(monitor.holidays)).toBe("w010");
  expect(await slotOf({ ...monitor.holidays, like: "monday" })).toBe("w034");
  expect(await slotOf({ dates: [], like: "sunday" })).toBe("w058");
}, 120_000);

test("push stores the days instead of the file, doctor takes them, and a day that is taken out is told", async () => {
  writeText(at("monitors", "holidays.ics"), calendar("20260226", "20990303"));
  expect((await plumbline("push", "--store", "store")).status).toBe(0);
  const stored = () => JSON.parse(readFileSync(at("store", "monitors", "churn.json"), "utf8"));
  expect(stored().holidays).toEqual({ like: "sunday", dates: ["2026-02-26", "2026-12-24", "2099-03-03"] });
  const doctor = await plumbline("doctor", "--monitor", "monitors/churn.yml");
  expect(doctor.out).toContain("1 holiday in its data; windows on holidays are compared as sundays.");
  expect(doctor.out).not.toContain("The last holiday that it knows");
  writeText(at("monitors", "holidays.ics"), calendar("20010226"));
  const { out } = await plumbline("push", "--store", "store");
  expect(out).toContain("holidays: ");
  expect(stored().holidays.dates).toEqual(["2001-02-26", "2026-12-24"]);
});

test("a calendar that is not there, or on the web, is refused before anything is written", async () => {
  for (const [file, words] of [
    ["missing.ics", "Got calendar missing.ics, which cannot be read (ENOENT)"],
    ["https://example.com/days.ics", "Download it, and name the file."],
  ]) {
    const { status, err } = await plumbline(
      ...["suggest-baseline", "train.csv", "--time", "at", "--season", "hour-of-day"],
      ...["--holidays", file!, "--out", "refused"],
    );
    expect([status, err]).toEqual([2, expect.stringContaining(words!)]);
  }
  const { status, err } = await plumbline(
    ...["suggest-baseline", "train.csv", "--time", "at"],
    ...["--holidays", "monitors/holidays.ics", "--out", "refused"],
  );
  expect([status, err]).toEqual([2, expect.stringContaining("Got --holidays without a season")]);
});
