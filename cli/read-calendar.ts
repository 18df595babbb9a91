import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UnusableInput } from "../shared/errors.ts";
import { calendarDays } from "../shared/window/calendar-days.ts";

/** The days of an iCalendar file, `2026-12-25`, ascending. Throws `UnusableInput` where it is not there or holds none. */
export async function readCalendar(folder: string, file: string): Promise<string[]> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(file))
    throw new UnusableInput(
      `Got calendar ${file}; expected a file beside the definition: what is judged must not change with a web page. Download it, and name the file.`,
    );
  return calendarDays(await textOf(resolve(folder, file), file), file);
}

async function textOf(path: string, name: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new UnusableInput(
      `Got calendar ${name}, which cannot be read (${(cause as NodeJS.ErrnoException).code}); expected an iCalendar file (.ics). A definition's is relative to the definition.`,
      { cause },
    );
  }
}
