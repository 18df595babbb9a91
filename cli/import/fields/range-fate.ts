import { formatDuration, parseDuration } from "../../../shared/window/window.ts";
import { textAt } from "../description.ts";
import { carried, elsewhere, type FieldFate, left } from "../field-fate.ts";
import { DEFAULT_WINDOW, type ImportedMonitor } from "../imported-monitor.ts";

/**
 * The fate of a pair of offsets that say which range a job looks at, back from its scheduled time (`-PT3H` to `-PT2H`). As long
 * as a window and whole windows back, they are the same windows, looked at later.
 */
export function rangeFate(
  { expression, schedule = DEFAULT_WINDOW }: ImportedMonitor,
  value: unknown,
  path: string,
  [start, end]: readonly [start: string, end: string],
): FieldFate {
  if (expression === "NOW")
    return elsewhere(
      "it is the range of one run",
      "Judge the same range with: plumbline analyze CAPTURES, given the folders of its hours",
    );
  const length = parseDuration(schedule.window)!;
  const from = offsetOf(textAt(value, `${path}.${start}`), length);
  const to = offsetOf(textAt(value, `${path}.${end}`), 0);
  if (from === undefined || to === undefined)
    return left("it is no ISO 8601 duration that is known here", "Look at the windows of the definition.");
  if (from - to === length && to % length === 0) return carried("window");
  return left(
    `jobs looked from ${formatDuration(from)} to ${formatDuration(to)} before their time; windows of ${schedule.window} follow each other without gap or overlap`,
    "Choose the window that comes closest: it changes what is compared, and parity says so.",
  );
}

/** Milliseconds before the scheduled time. */
function offsetOf(text: string | undefined, otherwise: number): number | undefined {
  return text === undefined ? otherwise : parseDuration(text.replace(/^-/, ""));
}
