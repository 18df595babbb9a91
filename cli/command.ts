import type { Command } from "commander";
import type { ExitStatus } from "./exit-status.ts";
import type { Io } from "./io.ts";

/**
 * A command: adds itself to the program and calls `end` with its exit status. To add one: write its file in
 * `commands/`, add its line in `commands/index.ts`.
 */
export type CliCommand = (program: Command, io: Io, end: (status: ExitStatus) => void) => void;

/** The example of a command's help. */
export function exampleText(...commandLines: readonly string[]): string {
  return `\nExample${commandLines.length === 1 ? "" : "s"}:\n${commandLines.map((line) => `  $ ${line}`).join("\n")}\n`;
}
