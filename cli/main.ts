#!/usr/bin/env node
import { runCommandLine } from "./run-command-line.ts";

// A reader that closes early (`plumbline … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const { stdout, stderr, env } = process;
process.exitCode = await runCommandLine(process.argv.slice(2), { stdout, stderr, env, cwd: process.cwd() });
