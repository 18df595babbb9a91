import { type Holidays, holidayAt } from "../window/holidays.ts";
import { holidaySlot, type Season, seasonSlot, slotOnWeekday, WHOLE } from "../window/season-slot.ts";

/** What a window that starts at a time is judged by. */
export interface SlotOfTime {
  readonly slot: string;
  /** The local day of a holiday. */
  readonly holiday?: string;
}

/** What a baseline has slots of. */
export interface Slots {
  readonly season: Season;
  readonly timezone: string;
  readonly slots: readonly string[];
}

/** The first that the baseline has of the season's slot, on a holiday the holidays' own and that of the weekday which they are like; otherwise the whole. */
export function slotAt(
  time: number,
  { season, timezone, slots }: Slots,
  holidays: Holidays | undefined,
): SlotOfTime {
  const holiday = season === "none" ? undefined : holidayAt(time, timezone, holidays);
  const known = (wanted: readonly string[]) => wanted.find((each) => slots.includes(each)) ?? WHOLE;
  if (holiday === undefined) return { slot: known([seasonSlot(time, season, timezone)]) };
  const asDay = slotOnWeekday(time, season, timezone, holidays!.like);
  return { slot: known([holidaySlot(time, timezone), asDay]), holiday };
}
