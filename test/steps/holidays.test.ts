/** Holidays in a baseline: which slots are learnt without them, and which slot a window on one is compared with. */
import { describe, expect, test } from "vitest";
import type { Row } from "../../shared/capture/row.ts";
import { UnusableInput } from "../../shared/errors.ts";
import { parseMonitorDefinition } from "../../shared/monitors/monitor-definition.ts";
import type { Holidays } from "../../shared/window/holidays.ts";
import { MemoryObjectStore } from "../../simulation/memory-object-store.ts";
import type { BaselineOptions } from "../../steps/baseline-of-profiles.ts";
import {
  holidaysOf,
  loadBaselineFolder,
  type SuggestedBaseline,
  writeBaseline,
} from "../../steps/stored-baseline.ts";
import { baselineFrom } from "../../steps/suggest-baseline.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Thursday. */
const START = Date.parse("2026-01-01T00:00:00Z");
const dayOf = (at: number) => new Date(START + at * DAY).toISOString().slice(0, 10);
/** Every third day from the second on. */
const holidaysIn = (count: number, like: Holidays["like"] = "sunday"): Holidays => ({
  dates: Array.from({ length: count }, (_, at) => dayOf(1 + 3 * at)),
  like,
});

/** Ten rows an hour: on holidays 1,000 each, otherwise the hour of the day. */
async function baselineOf(days: number, holidays: Holidays, options: BaselineOptions = {}) {
  const rows: string[][] = [];
  for (let hour = 0; hour < days * 24; hour++) {
    const time = START + hour * HOUR;
    const isHoliday = holidays.dates.includes(new Date(time).toISOString().slice(0, 10));
    for (let row = 0; row < 10; row++)
      rows.push([new Date(time).toISOString(), isHoliday ? "1000" : String(hour % 24)]);
  }
  return baselineFrom(batch(["at", "x"], rows), "data.csv", {
    time: "at",
    season: "hour-of-week",
    minRows: 10,
    holidays,
    ...options,
  });
}

async function* batch(names: string[], rows: string[][]): AsyncGenerator<readonly Row[]> {
  yield rows.map((cells) => ({ names, cells, typed: false }));
}

async function stored(baseline: SuggestedBaseline): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore();
  await writeBaseline(store, "b/", baseline);
  return store;
}
const at = (text: string) => Date.parse(text);

describe("a baseline with holidays", () => {
  test("learns eight of them hour by hour, and keeps them out of every ordinary slot", async () => {
    const { slots, facts, calibration } = await baselineOf(28, holidaysIn(8));
    expect(facts.slots.filter((slot) => slot.startsWith("holiday-"))).toHaveLength(24);
    expect(facts.holidays).toEqual({ ...holidaysIn(8), days: 8 });
    for (const [slot, profile] of slots) {
      const { max: maximum, count } = profile.column("x")!.moments;
      if (slot === "none") expect([slot, maximum, count]).toEqual([slot, 1000, 28 * 24 * 10]);
      else if (slot.startsWith("holiday-")) expect([slot, maximum, count]).toEqual([slot, 1000, 80]);
      else expect([slot, maximum]).toEqual([slot, Number(slot.slice(1)) % 24]);
    }
    expect(calibration!.windows).toBe(28 * 24);
  });

  test("learns nothing of seven: they are in no slot, and no limit comes from them", async () => {
    const { facts, calibration, slots } = await baselineOf(28, holidaysIn(7));
    expect(facts.slots.filter((slot) => slot.startsWith("holiday-"))).toEqual([]);
    expect(facts.holidays!.days).toBe(7);
    expect(calibration!.windows).toBe((28 - 7) * 24);
    expect(slots.get("none")!.rows).toBe(28 * 24 * 10);
  });

  test("counts holidays and not windows: eight with too few rows at an hour make no slot", async () => {
    const { facts } = await baselineOf(28, holidaysIn(8), { minRows: 11 });
    expect(facts.slots.filter((slot) => slot.startsWith("holiday-"))).toEqual([]);
    const { facts: quarters } = await baselineOf(28, holidaysIn(2), { windowMs: HOUR / 4 });
    expect(quarters.slots.filter((slot) => slot.startsWith("holiday-"))).toEqual([]);
  });

  test("has none without times, whatever was given", async () => {
    const { facts } = await baselineFrom(batch(["x"], [["1"]]), "data.csv", {
      season: "hour-of-day",
      holidays: holidaysIn(8),
    });
    expect([facts.season, facts.slots]).toEqual(["none", ["none"]]);
  });
});

describe("a window on a holiday", () => {
  const christmas = { dates: ["2026-12-25"], like: "saturday" } as const;

  test("is compared with the holidays' slot where the baseline has one, under the monitor's dates", async () => {
    const store = await stored(await baselineOf(28, holidaysIn(8)));
    const load = (time: string, holidays?: Holidays) =>
      loadBaselineFolder(store, "b/", at(time), { holidays });
    expect(await load("2026-12-25T10:00:00Z", christmas)).toMatchObject({
      slot: "holiday-10",
      holiday: "2026-12-25",
    });
    const ordinary = await load("2026-12-24T10:00:00Z", christmas);
    expect([ordinary.slot, ordinary.holiday]).toEqual(["w106", undefined]);
  });

  test("otherwise with the weekday that it is like, otherwise with the whole", async () => {
    const store = await stored(await baselineOf(28, holidaysIn(7)));
    const load = (holidays: Holidays) =>
      loadBaselineFolder(store, "b/", at("2026-12-25T10:00:00Z"), { holidays });
    expect((await load(christmas)).slot).toBe("w154");
    expect((await load({ ...christmas, like: "sunday" })).slot).toBe("w010");
    const short = await stored(await baselineOf(2, holidaysIn(1)));
    const whole = await loadBaselineFolder(short, "b/", at("2026-12-25T10:00:00Z"), { holidays: christmas });
    expect([whole.slot, whole.holiday]).toEqual(["none", "2026-12-25"]);
  });

  test("goes by the baseline's own holidays where the monitor says nothing of any", async () => {
    const store = await stored(await baselineOf(28, holidaysIn(8)));
    const loaded = await loadBaselineFolder(store, "b/", at(`${dayOf(1)}T05:00:00Z`));
    expect([loaded.slot, loaded.holiday]).toEqual(["holiday-05", dayOf(1)]);
  });

  test("begins and ends by the clock of the baseline's time zone", async () => {
    const store = await stored(await baselineOf(28, holidaysIn(7), { timezone: "America/New_York" }));
    const slotsAt = (...times: string[]) =>
      Promise.all(
        times.map(async (time) => {
          const { slot, holiday } = await loadBaselineFolder(store, "b/", at(time), { holidays: christmas });
          return [slot, holiday !== undefined];
        }),
      );
    // Midnight in New York is 5:00 UTC: the hour before is Thursday's last, the day ends as Saturday's begins.
    expect(
      await slotsAt(
        "2026-12-25T04:00:00Z",
        "2026-12-25T05:00:00Z",
        "2026-12-26T04:00:00Z",
        "2026-12-26T05:00:00Z",
      ),
    ).toEqual([
      ["w119", false],
      ["w144", true],
      ["w167", true],
      ["w144", false],
    ]);
  });
});

describe("holidays of a definition", () => {
  const least = { monitor: "m", endpoint: "e", capture: { uri: "c" }, season: "hour-of-day" };

  test("are its dates, and like Sunday unless it says otherwise", () => {
    const definition = parseMonitorDefinition({ ...least, holidays: { dates: ["2026-12-25"] } });
    expect(holidaysOf(definition)).toEqual({ dates: ["2026-12-25"], like: "sunday" });
    expect(holidaysOf(parseMonitorDefinition(least))).toBeUndefined();
  });

  test("that are still a calendar in the store are refused: nobody has read it", () => {
    const definition = parseMonitorDefinition({ ...least, holidays: { calendar: "./days.ics" } });
    expect(() => holidaysOf(definition)).toThrow(UnusableInput);
    expect(() => holidaysOf(definition)).toThrow("plumbline push monitors/m.yml");
  });

  test.each([
    [{ holidays: {} }, "expected dates, a calendar, or both"],
    [{ holidays: { dates: ["25.12.2026"] } }, "expected a day such as 2026-12-25"],
    [{ holidays: { dates: ["2026-02-30"] } }, "expected a day such as 2026-12-25"],
    [{ holidays: { dates: [], like: "workday" } }, "expected a day of the week"],
    [{ holidays: { dates: [] }, season: "none" }, "Set season to hour-of-day or hour-of-week"],
    [{ holidays: { date: [] } }, 'did you mean "dates"?'],
  ])("%j are refused", (changes, words) => {
    expect(() => parseMonitorDefinition({ ...least, ...changes })).toThrow(words);
  });
});
