#!/usr/bin/env node
import { constants } from "node:os";
import { runCommandLine } from "./run-command-line.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

// A reader that closes early (`plumbline … | head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
const { stdout, stderr, env } = process;
process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdout,
  stderr,
  env,
  cwd: process.cwd(),
  onInterrupt,
});

function onInterrupt(word: () => string): () => void {
  const end = (signal: NodeJS.Signals) => {
    process.stderr.write(`\n${word()}\n`);
    // As a shell counts: 128 and the signal's number.
    process.exit(128 + constants.signals[signal]);
  };
  for (const signal of SIGNALS) process.once(signal, end);
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
  };
}
