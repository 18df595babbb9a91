import { Command, CommanderError } from "commander";
import { commands } from "./commands/index.ts";
import { errorMessage } from "./error-message.ts";
import type { ExitStatus } from "./exit-status.ts";
import type { Io } from "./io.ts";
import { hasColors } from "./paint.ts";

const ABOUT =
  "Monitors machine-learning models in production: profiles captured requests window by window, compares them with a baseline, says what has drifted.";

const EXIT_STATUS = `
Exit status: 0 nothing to do (Healthy, NoTraffic, InsufficientData, Learning); 1 violations, or capture is broken;
2 no baseline, too late, failed, or an input that cannot be used.
Every command: docs/command-line.md
`;

/** Runs one command line (without `node` and the script) and gives its exit status. Never throws, never exits. */
export async function runCommandLine(argv: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const program = programFor(io);
  for (const command of commands) command(program, io, (ended) => (status = ended));
  if (argv.length === 0) {
    io.stderr.write(program.helpInformation());
    return 2;
  }
  try {
    await program.parseAsync(argv, { from: "user" });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2;
    io.stderr.write(`${errorMessage(thrown, io.env)}\n`);
    return 2;
  }
}

function programFor({ stdout, stderr, env }: Io): Command {
  const width = Math.min(120, stdout.columns ?? 100);
  return new Command("plumbline")
    .description(ABOUT)
    .addHelpText("after", EXIT_STATUS)
    .exitOverride()
    .showHelpAfterError("Options and an example: add --help")
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => width,
      getErrHelpWidth: () => width,
      getOutHasColors: () => hasColors(stdout, env),
      getErrHasColors: () => hasColors(stderr, env),
    });
}
