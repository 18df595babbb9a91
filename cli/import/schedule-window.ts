/** Model Monitor's schedule expressions as windows. The service takes these four forms and no other (API ScheduleConfig). */

const HOURS_OF_DAY = 24;
/** Whole hours that divide a day: what a window may last among what a schedule may say. */
const WINDOW_HOURS = [1, 2, 3, 4, 6, 8, 12, 24];

export interface ScheduleWindow {
  /** ISO 8601 duration. */
  readonly window: string;
  /** In what the windows are not those of the jobs; absent where they are. */
  readonly remark?: string;
}

/**
 * The window of a monitor that judges what the schedule's jobs did. A job looks at the hours since the one before it;
 * Plumbline's windows are aligned to midnight UTC and divide a day, so that other starts and lengths become the nearest (of two
 * equally near the shorter). Undefined for an expression that the service would not take.
 */
export function scheduleWindow(expression: string): ScheduleWindow | undefined {
  if (expression === "NOW")
    return {
      window: "PT1H",
      remark: "one run has no window of its own; judge its range again with plumbline analyze",
    };
  const [, start, every] = /^cron\(0 (\*|\d{1,2})(?:\/(\d{1,2}))? \? \* \* \*\)$/.exec(expression) ?? [];
  if (start === undefined) return undefined;
  if (start === "*") return every === undefined ? { window: "PT1H" } : undefined;
  const interval = Number(every ?? HOURS_OF_DAY);
  if (Number(start) >= HOURS_OF_DAY || interval < 1 || interval > HOURS_OF_DAY) return undefined;
  return intervalWindow(Number(start), interval);
}

function intervalWindow(start: number, interval: number): ScheduleWindow {
  const hours = nearestLength(interval);
  const window = hours === HOURS_OF_DAY ? "P1D" : `PT${hours}H`;
  if (hours !== interval)
    return {
      window,
      remark: `jobs came every ${interval} hours, which do not divide a day; ${window} is the nearest that does`,
    };
  const offset = start % interval;
  if (offset === 0) return { window };
  return {
    window,
    remark: `jobs looked from ${clock(offset)} on, every ${interval} hours; windows begin at 00:00 UTC`,
  };
}

function nearestLength(interval: number): number {
  return WINDOW_HOURS.reduce((best, hours) =>
    Math.abs(hours - interval) < Math.abs(best - interval) ? hours : best,
  );
}

const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
