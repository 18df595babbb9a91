import { inertText } from "./inert-text.ts";
import type { Violation } from "./verdict.ts";

/** The command that reads the captured rows behind a violation, quoted so that pasting a hostile name into a shell runs nothing. */
export function recordsCommand(
  windowId: string,
  { column, check }: Pick<Violation, "column" | "check">,
): string {
  return ["plumbline records", windowId, column, check]
    .map((word, i) => (i === 0 ? word : shellWord(word)))
    .join(" ");
}

/** POSIX: inside single quotes every character is itself; a quote is closed, escaped and opened again. */
function shellWord(word: string): string {
  const inert = inertText(word);
  // a leading dash would be read as an option
  return /^[\w.:/@%+][\w.:/@%+-]*$/.test(inert) ? inert : `'${inert.replaceAll("'", "'\\''")}'`;
}
