import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { UnusableInput } from "../shared/errors.ts";
import { type MonitorDefinition, parseMonitorDefinition } from "../shared/monitors/monitor-definition.ts";
import type { Io } from "./io.ts";

/** The definition in a YAML or JSON file, defaults filled in. Throws `UnusableInput` that names the file and every fault. */
export async function readDefinition({ cwd }: Pick<Io, "cwd">, file: string): Promise<MonitorDefinition> {
  const text = await readFile(resolve(cwd, file), "utf8");
  return parseMonitorDefinition(parseYaml(text, file), file);
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
