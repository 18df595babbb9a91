import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { ExitStatus } from "../../cli/exit-status.ts";
import { runCommandLine } from "../../cli/run-command-line.ts";

export interface Ran {
  readonly status: ExitStatus;
  readonly out: string;
  readonly err: string;
}

/** One command line in this process. `env` is all that it sees of the environment. */
export async function run(
  argv: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  { columns = 160 }: { readonly columns?: number } = {},
): Promise<Ran> {
  const [out, err]: [string[], string[]] = [[], []];
  const io = { stdout: sink(out, columns), stderr: sink(err, columns), cwd, env };
  const status = await runCommandLine(argv, io);
  return { status, out: out.join(""), err: err.join("") };
}

function sink(into: string[], columns: number) {
  return { write: (text: string) => into.push(text), isTTY: false, columns };
}

/** A folder of the test's own, and how to take it away. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "plumbline-cli-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Every file below a folder with its content, hidden folders left out. */
export function filesBelow(folder: string, below = folder): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name.startsWith(".")) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) for (const [name, text] of filesBelow(path, below)) found.set(name, text);
    else found.set(relative(below, path), readFileSync(path, "latin1"));
  }
  return found;
}
