import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { UnusableInput } from "../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Io } from "./io.ts";
import { readCalendar } from "./read-calendar.ts";

/** The definition in a YAML or JSON file, defaults filled in, the days of its calendar written into it. Throws `UnusableInput` that names the file and every fault. */
export async function readDefinition({ cwd }: Pick<Io, "cwd">, file: string): Promise<MonitorDefinition> {
  const text = await readFile(resolve(cwd, file), "utf8");
  return withCalendar(parseMonitorDefinition(parseYaml(text, file), file), dirname(resolve(cwd, file)));
}

/** Judging reads no calendar, so that a verdict is the same whatever the file says later. */
async function withCalendar(definition: MonitorDefinition, folder: string): Promise<MonitorDefinition> {
  if (definition.holidays?.calendar === undefined) return definition;
  const { calendar, dates = [], ...rest } = definition.holidays;
  const days = new Set([...dates, ...(await readCalendar(folder, calendar))]);
  return { ...definition, holidays: { ...rest, dates: [...days].sort() } };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof YAMLParseError)) throw cause;
    const { line = 1, col = 1 } = cause.linePos?.[0] ?? {};
    throw new UnusableInput(
      `${file}:${line}:${col} is not YAML: ${cause.message.split("\n")[0]} Expected a mapping such as the one in docs/monitor-definition.md.`,
      { cause },
    );
  }
}
