import type { BaselineWindow } from "../calibration/learn-calibration.ts";
import type { DatasetProfile } from "../profile/dataset-profile.ts";
import { type Holidays, holidayAt } from "../window/holidays.ts";
import { holidaySlot, isHolidaySlot, type Season, seasonSlot } from "../window/season-slot.ts";

/** Holidays of which an hour has rows enough, for a slot of their own: as many cycles as limits are learnt well from. */
export const LEAST_HOLIDAYS = 8;

export interface SlotRules {
  readonly season: Season;
  readonly timezone: string;
  readonly holidays: Holidays | undefined;
  /** Holidays of fewer rows at an hour do not count. */
  readonly minRows: number;
}

/** A baseline's own windows as they are learnt from. */
export interface SlottedWindows {
  readonly windows: readonly BaselineWindow[];
  /** Holidays that the data has. */
  readonly holidays: number;
}

/**
 * Each window with its season slot. Those on holidays go into slots of their own, which all holidays share hour by hour; where an hour has
 * fewer than eight of them it has no slot, and they are learnt from nowhere: no ordinary Friday is made of Christmases.
 */
export function slottedWindows(
  timed: readonly (readonly [start: number, profile: DatasetProfile])[],
  { season, timezone, holidays, minRows }: SlotRules,
): SlottedWindows {
  const known = season === "none" ? undefined : holidays;
  const days = new Set<string>();
  const telling = new Map<string, Set<string>>();
  const windows = timed.map(([start, profile]) => {
    const holiday = holidayAt(start, timezone, known);
    if (holiday === undefined) return { start, slot: seasonSlot(start, season, timezone), profile };
    const slot = holidaySlot(start, timezone);
    days.add(holiday);
    if (profile.rows >= minRows) telling.set(slot, (telling.get(slot) ?? new Set()).add(holiday));
    return { start, slot, profile };
  });
  return {
    windows: windows.filter(
      ({ slot }) => !isHolidaySlot(slot) || (telling.get(slot)?.size ?? 0) >= LEAST_HOLIDAYS,
    ),
    holidays: days.size,
  };
}
